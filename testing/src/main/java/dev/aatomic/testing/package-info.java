/** The databases that the tests of several modules run on, and a way to them that can be hurt. */
@NullMarked
package dev.aatomic.testing;

import org.jspecify.annotations.NullMarked;
