package dev.aatomic.runtime.internal.observe;

/** What a turn at the driver was for, as a flight recording names it. */
public enum StepOperation {
    /** The transaction is begun; most drivers send that with the first statement. */
    BEGIN("begin"),
    /** A function that the user submitted, with all that it does on the connection. */
    STEP("step"),
    STATEMENT("statement"),
    /** A savepoint is set; the one before it may be released on the same way. */
    SAVEPOINT("savepoint"),
    RELEASE("release"),
    ROLLBACK_TO_SAVEPOINT("rollback to"),
    COMMIT("commit"),
    ROLLBACK("rollback");

    final String text;

    StepOperation(String text) {
        this.text = text;
    }
}
