/** What the rooms share and the JDK lacks: failures unwrapped, lost objects noticed, interrupt flags put aside. */
@NullMarked
package dev.aatomic.runtime.internal.common;

import org.jspecify.annotations.NullMarked;
