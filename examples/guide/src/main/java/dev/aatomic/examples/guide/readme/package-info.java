/** The failure that everybody has, and the mend. */
@NullMarked
package dev.aatomic.examples.guide.readme;

import org.jspecify.annotations.NullMarked;
