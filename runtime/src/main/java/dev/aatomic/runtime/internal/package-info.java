/** The engine. Not an API: anything here may change or go. */
@NullMarked
package dev.aatomic.runtime.internal;

import org.jspecify.annotations.NullMarked;
