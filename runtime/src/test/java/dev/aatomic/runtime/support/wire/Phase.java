package dev.aatomic.runtime.support.wire;

/** Where in a piece of the conversation something happens. */
public enum Phase {
    /** Nothing of it has gone through. */
    BEFORE,

    /** Only its last message has not: that of a request is the synchronization, that of an answer the readiness. */
    WITHIN,

    /** All of it has gone through, and nothing of what the other side says to it. */
    AFTER
}
