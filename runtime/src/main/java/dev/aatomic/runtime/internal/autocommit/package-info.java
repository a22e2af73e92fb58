/** Work outside any transaction, on purpose: each statement commits alone, on a connection of its step or its borrower. */
@NullMarked
package dev.aatomic.runtime.internal.autocommit;

import org.jspecify.annotations.NullMarked;
