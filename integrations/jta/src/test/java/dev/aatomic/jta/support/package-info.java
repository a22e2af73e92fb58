/** What the tests run on. */
@NullMarked
package dev.aatomic.jta.support;

import org.jspecify.annotations.NullMarked;
