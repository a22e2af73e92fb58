package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.TransactionManagementException;

/** What a user is told who tries to control the transaction through its connection. */
final class Refusals {

    private Refusals() {}

    static TransactionManagementException keyword(String keyword) {
        return refused(
                "SQL text that begins with " + keyword,
                "the library begins and ends transactions itself. Let the block end to commit, call setRollback(true)"
                        + " or fail to roll back, open a nested block or use savepoint() for a part of it");
    }

    static TransactionManagementException commit() {
        return refused(
                "commit()",
                "a block commits when its body completes normally. Let it end, or open a block of its own for what is"
                        + " to be committed now");
    }

    static TransactionManagementException rollback() {
        return refused(
                "rollback()",
                "a block rolls back when its body fails, or at its end after setRollback(true). For a part of it, open"
                        + " a nested block or use savepoint() and savepointRollback(...)");
    }

    static TransactionManagementException autocommit(boolean value) {
        return refused(
                "setAutoCommit(" + value + ")",
                value
                        ? "the statements of a block commit together at its end. For statements that commit one by one"
                                + " use autocommit(...) outside the block"
                        : "this connection is of the autocommit context, where each statement commits alone. For a"
                                + " transaction open a block: transactions.atomic()");
    }

    static TransactionManagementException readOnly(boolean value) {
        return refused(
                "setReadOnly(" + value + ")",
                "it would change the mode of the transaction, which belongs to the outermost block. Leave the call"
                        + " out, or configure the pool to give connections in this mode");
    }

    static TransactionManagementException isolation(int value) {
        return refused(
                "setTransactionIsolation(" + value + ")",
                "it would change the isolation of the transaction, which belongs to the outermost block. Leave the"
                        + " call out, or configure the pool to give connections with this isolation");
    }

    static TransactionManagementException method(String name) {
        return refused(
                name + "(...)",
                "the library owns the connection and gives it back to the pool as it was. Leave the call out");
    }

    private static TransactionManagementException refused(String found, String mend) {
        return new TransactionManagementException(
                "Refused on a connection of a transaction scope: " + found + "; " + mend + ".", null);
    }
}
