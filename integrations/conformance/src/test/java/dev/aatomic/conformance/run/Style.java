package dev.aatomic.conformance.run;

/** How bodies are written. */
public enum Style {
    /** Blocking, on the caller's thread. */
    BLOCKING,
    /** Asynchronous: each operation in a continuation of the one before. */
    ASYNCHRONOUS,
    /** Asynchronous, and between two operations a foreign stage that a foreign thread completes. */
    HOPPING,
    /** Asynchronous, and adjacent blocks of one body are started together and awaited together. */
    SIBLINGS,
    /** Blocking, on a dispatch thread. */
    DISPATCHED;

    boolean isBlocking() {
        return this == BLOCKING || this == DISPATCHED;
    }
}
