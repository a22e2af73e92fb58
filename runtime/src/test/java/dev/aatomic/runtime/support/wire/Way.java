package dev.aatomic.runtime.support.wire;

/** The two directions of a connection. */
public enum Way {
    /** From the client to the server. */
    REQUEST,

    /** From the server to the client. */
    ANSWER
}
