/** What other libraries implement, so that blocks work together with them. */
@NullMarked
package dev.aatomic.runtime.spi;

import org.jspecify.annotations.NullMarked;
