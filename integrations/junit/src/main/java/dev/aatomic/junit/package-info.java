/**
 * Tests on JUnit Jupiter whose work on the database is rolled back, or really committed and cleaned up.
 */
@NullMarked
package dev.aatomic.junit;

import org.jspecify.annotations.NullMarked;
