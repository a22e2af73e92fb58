/** What users and other libraries implement. */
@NullMarked
package dev.aatomic.runtime.spi;

import org.jspecify.annotations.NullMarked;
