package dev.aatomic.runtime.internal.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Why a transaction, or the nested block of which its flag speaks, is going to roll back. There is no such object while it is not.
 *
 * @param isAsked whether its code asked for that, so that it is no surprise
 * @param cause what broke it, if something did
 */
record RollbackFlag(boolean isAsked, @Nullable Throwable cause) {

    static RollbackFlag broken(Throwable cause) {
        return new RollbackFlag(false, cause);
    }

    /** The flag once a rollback was asked for; it keeps what had broken the block before. */
    static RollbackFlag asked(@Nullable RollbackFlag present) {
        return new RollbackFlag(true, present == null ? null : present.cause());
    }
}
