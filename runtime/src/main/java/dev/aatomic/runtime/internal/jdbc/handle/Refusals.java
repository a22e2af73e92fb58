package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql;

/** What a user is told who tries to control the transaction through its connection. */
final class Refusals {

    /** SQLStates of the standard. */
    private static final String INVALID_TERMINATION = "2D000";

    private static final String INVALID_STATE = "25000";
    private static final String READ_ONLY_TRANSACTION = "25006";
    private static final String SAVEPOINT_EXCEPTION = "3B000";

    private Refusals() {}

    /** On a connection of a test nothing may commit, so what elsewhere is done outside the block must be done outside the test. */
    static RefusedCallException sql(TransactionControlSql.Finding found, boolean isInTest) {
        String text = "SQL text with " + found.keywords();
        return switch (found.reason()) {
            case CONTROL ->
                refused(
                        INVALID_TERMINATION,
                        text,
                        "the library begins and ends transactions itself. Let the block end to commit, call"
                                + " setRollbackOnly(true) or fail to roll back, open a nested block or use savepoint() for"
                                + " a part of it");
            case SAVEPOINT ->
                refused(
                        SAVEPOINT_EXCEPTION,
                        text,
                        "a savepoint that only the database knows could end those of nested blocks. Use"
                                + " setSavepoint(...), rollback(savepoint) and releaseSavepoint(...) of the connection,"
                                + " savepoint() of Transactions, or a nested block");
            case IMPLICIT_COMMIT ->
                refused(
                        INVALID_TERMINATION,
                        text,
                        isInTest
                                ? "on this database it commits the transaction, which is the test's and is to be rolled back."
                                        + " In autocommit(...) it would, too: in a test that is on the same connection. Run"
                                        + " it before the first test, as in @BeforeAll, or in a test that commits, as one with"
                                        + " @CommittedTest"
                                : "on this database it commits the transaction. Run it before or after the block, or on a"
                                        + " connection of its own: transactions.autocommit(...), or in a method annotated"
                                        + " with @NonAatomic");
            case WRITES ->
                refused(
                        READ_ONLY_TRANSACTION,
                        text,
                        "the block is read-only. Nothing in this database keeps a transaction from writing, so the library"
                                + " lets through only statements that are known to read. Leave readOnly out, or run the"
                                + " statement in a block of its own with REQUIRES_NEW");
            case UNREADABLE ->
                refused(
                        INVALID_TERMINATION,
                        text + " of an expression",
                        "it could end the transaction, and this database could not be asked whether it did. Execute the"
                                + " text itself, or give it as one literal");
        };
    }

    static RefusedCallException commit() {
        return refused(
                INVALID_TERMINATION,
                "commit()",
                "a block commits when its body completes normally. Let it end, or open a block of its own for what is"
                        + " to be committed now");
    }

    static RefusedCallException rollback() {
        return refused(
                INVALID_TERMINATION,
                "rollback()",
                "a block rolls back when its body fails, or at its end after setRollbackOnly(true). For a part of it,"
                        + " open a nested block or use savepoint() and savepointRollback(...)");
    }

    static RefusedCallException autocommit(boolean value) {
        return refused(
                INVALID_TERMINATION,
                "setAutoCommit(" + value + ")",
                value
                        ? "the statements of a block commit together at its end. For statements that commit one by one"
                                + " use autocommit(...) outside the block"
                        : "this connection is of the autocommit context, where each statement commits alone. For a"
                                + " transaction open a block: transactions.atomic()");
    }

    static RefusedCallException readOnly(boolean value) {
        return refused(
                INVALID_STATE,
                "setReadOnly(" + value + ")",
                "it would change the mode of the transaction, which belongs to the outermost block. Leave the call"
                        + " out, or configure the pool to give connections in this mode");
    }

    static RefusedCallException isolation(int value) {
        return refused(
                INVALID_STATE,
                "setTransactionIsolation(" + value + ")",
                "it would change the isolation of the transaction, which belongs to the outermost block. Leave the"
                        + " call out, or configure the pool to give connections with this isolation");
    }

    static RefusedCallException method(String name) {
        return refused(
                INVALID_STATE,
                name + "(...)",
                "the library owns the connection and gives it back to the pool as it was. Leave the call out");
    }

    private static RefusedCallException refused(String state, String found, String mend) {
        return new RefusedCallException(
                state,
                new TransactionManagementException(
                        "Refused on a connection of a transaction scope: " + found + "; " + mend + ".", null));
    }
}
