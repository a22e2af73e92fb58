package dev.aatomic.runtime.internal.scope;

/** A block whose body runs in the autocommit context. Its end waits for what was submitted in it. Thread-safe. */
public interface BlockWithoutTransaction {

    /** Where it was opened, for messages. */
    String place();

    /** Whether it has ended. */
    boolean isOver();

    /**
     * Takes work whose end it waits for.
     *
     * @return false if it is over
     * @throws dev.aatomic.runtime.TransactionManagementException if it was given up
     */
    boolean add(ChildTransaction work);

    /** The work is over. */
    void remove(ChildTransaction work);
}
