package dev.aatomic;

/** When an outermost block takes its connection from the pool. It gives it back as it ends, whenever it took it. */
public enum ConnectionAcquisition {
    /** As the transactions were built; {@link #EAGER} unless they say otherwise. */
    DEFAULT,
    /**
     * Before its body runs. A block that gets no connection is not entered, and one that has begun waits for no other.
     */
    EAGER,
    /**
     * With its first statement. The body runs at once, and a block without a statement takes none. What needs a connection waits for one in
     * the order of arrival: on no thread where it was submitted, on its own where it is a blocking call. If there is none to be had, the
     * block fails and rolls back, although its body has begun.
     */
    LAZY
}
