/** The databases that the tests of several modules run on, a way to them that can be hurt, and waiting with a bound. */
@NullMarked
package dev.aatomic.testing;

import org.jspecify.annotations.NullMarked;
