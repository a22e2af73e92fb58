/** What other libraries implement, so that blocks fit in with them. */
@NullMarked
package dev.aatomic.runtime.spi;

import org.jspecify.annotations.NullMarked;
