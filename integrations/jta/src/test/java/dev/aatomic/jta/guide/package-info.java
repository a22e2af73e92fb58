/** The code of the page on JTA. */
@NullMarked
package dev.aatomic.jta.guide;

import org.jspecify.annotations.NullMarked;
