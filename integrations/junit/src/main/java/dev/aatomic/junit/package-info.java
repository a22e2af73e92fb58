/**
 * Tests on JUnit Jupiter whose work on the database is rolled back, or really committed and cleaned up. Begin with
 * {@link dev.aatomic.junit.AatomicTest}.
 */
@NullMarked
package dev.aatomic.junit;

import org.jspecify.annotations.NullMarked;
