/** Libraries that take a {@code DataSource}, in a block. */
@NullMarked
package dev.aatomic.examples.guide.libraries;

import org.jspecify.annotations.NullMarked;
