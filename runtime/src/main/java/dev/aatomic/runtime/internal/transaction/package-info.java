/** Django's rules for one transaction: the rollback flag, the savepoints, the hooks and the end, without threads. */
@NullMarked
package dev.aatomic.runtime.internal.transaction;

import org.jspecify.annotations.NullMarked;
