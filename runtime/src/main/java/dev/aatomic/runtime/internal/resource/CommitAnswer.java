package dev.aatomic.runtime.internal.resource;

/** What a failure of COMMIT says of the transaction. */
public enum CommitAnswer {
    /** COMMIT never left: the transaction went with its connection. */
    NOT_SENT,

    /** The server refused, and has rolled back; what becomes of the connection after that changes nothing. */
    REFUSED,

    /** The server refused if the connection still answers; else the failure may mean that the answer was lost. */
    REFUSED_IF_ALIVE,

    /** It may have committed. */
    UNKNOWN
}
