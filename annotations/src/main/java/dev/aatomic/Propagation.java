package dev.aatomic;

/** What a block does about the one that is open where it is called. */
public enum Propagation {
    /** Nests in it with a savepoint of its own; a new transaction where there is none. */
    NESTED,
    /** Joins it, without a savepoint: a failure rolls back the block around; a new transaction where there is none. */
    REQUIRED,
    /**
     * A transaction of its own on another connection, which commits whatever becomes of the one around it. That one waits for its
     * end.
     */
    REQUIRES_NEW,
    /** Nests in it with a savepoint; an error where there is none, so that a lost context shows. */
    MANDATORY,
    /** Joins it; outside any block statements commit one by one. */
    SUPPORTS,
    /** Runs outside it: statements commit one by one, on connections of their own. The block around waits for its end. */
    NOT_SUPPORTED,
    /** Runs outside any block; an error inside one. */
    NEVER
}
