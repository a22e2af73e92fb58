/** jOOQ in a block. */
@NullMarked
package dev.aatomic.examples.guide.jooq;

import org.jspecify.annotations.NullMarked;
