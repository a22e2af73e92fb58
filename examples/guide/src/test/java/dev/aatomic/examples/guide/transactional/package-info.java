/** Runs what is in the package of the same name. */
@NullMarked
package dev.aatomic.examples.guide.transactional;

import org.jspecify.annotations.NullMarked;
