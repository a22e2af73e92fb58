package dev.aatomic.runtime;

/** What became of the work that a {@link TransactionException} speaks of. */
public enum Outcome {
    /** The transaction committed; what failed came after. */
    COMMITTED,
    /** Nothing of the work was or will be committed. */
    ROLLED_BACK,
    /** COMMIT was sent and its answer is not known: the work is committed or rolled back, and only the database can tell. */
    UNKNOWN
}
