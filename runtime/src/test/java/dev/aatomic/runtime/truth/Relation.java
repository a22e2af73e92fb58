package dev.aatomic.runtime.truth;

/** What a block is to the open one of its database. */
enum Relation {
    NESTED,
    MERGED,
    MANDATORY,
    REQUIRES_NEW,
    SUPPORTS,
    NOT_SUPPORTED,
    NEVER;

    /** Whether its statements may commit one by one. */
    boolean mayBeNone() {
        return this == SUPPORTS || this == NOT_SUPPORTED || this == NEVER;
    }
}
