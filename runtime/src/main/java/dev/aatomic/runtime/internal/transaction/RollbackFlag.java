package dev.aatomic.runtime.internal.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Why a transaction, or the nested block of which its flag speaks, is going to roll back. There is no such object while it is not.
 *
 * @param isAsked whether its code asked for that, so that it is no surprise
 * @param cause what broke it, if something did
 */
record RollbackFlag(boolean isAsked, @Nullable Throwable cause) {

    /** The flag once something has failed; what broke it first counts. */
    static RollbackFlag broken(@Nullable RollbackFlag present, Throwable cause) {
        return present == null
                ? new RollbackFlag(false, cause)
                : present.isBroken() ? present : new RollbackFlag(present.isAsked(), cause);
    }

    /** The flag once a rollback was asked for; it keeps what had broken the block before. */
    static RollbackFlag asked(@Nullable RollbackFlag present) {
        return new RollbackFlag(true, present == null ? null : present.cause());
    }

    boolean isBroken() {
        return cause != null;
    }
}
