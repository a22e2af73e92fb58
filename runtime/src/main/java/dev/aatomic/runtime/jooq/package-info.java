/** jOOQ in the scope of a block. The only package that knows jOOQ; everything else works without it. */
@NullMarked
package dev.aatomic.runtime.jooq;

import org.jspecify.annotations.NullMarked;
