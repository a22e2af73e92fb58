/** All that can be set. */
@NullMarked
package dev.aatomic.examples.guide.settings;

import org.jspecify.annotations.NullMarked;
