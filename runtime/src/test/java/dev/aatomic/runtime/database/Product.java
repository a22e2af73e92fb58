package dev.aatomic.runtime.database;

import java.util.List;
import java.util.stream.Stream;

/** A database that cannot be run here, as its documents describe it. */
enum Product {
    /** Keeps savepoints until the end; undoes the statement that failed, and no more; a definition commits. */
    ORACLE(
            "Oracle",
            false,
            "ORA-01456: may not perform insert, delete, update operation inside a READ ONLY transaction",
            List.of(
                    new Conflict("72000", 8177, "ORA-08177: can't serialize access", Undone.STATEMENT),
                    new Conflict("61000", 60, "ORA-00060: deadlock detected", Undone.STATEMENT)),
            List.of(
                    new Conflict("61000", 54, "ORA-00054: resource busy", Undone.STATEMENT),
                    new Conflict("72000", 30006, "ORA-30006: resource busy; wait timeout", Undone.STATEMENT))),
    /** Keeps savepoints until the end; what is in the way of another is rolled back as a whole, and the next statement begins another. */
    SQL_SERVER(
            "Microsoft SQL Server",
            false,
            null,
            List.of(
                    new Conflict("40001", 1205, "was deadlocked on lock resources", Undone.TRANSACTION),
                    new Conflict("S0005", 3960, "Snapshot isolation transaction aborted", Undone.TRANSACTION)),
            List.of(new Conflict("S0051", 1222, "Lock request time out period exceeded.", Undone.STATEMENT))),
    /** As SQL Server, or undoes the statement alone. */
    DB2(
            "DB2/LINUXX8664",
            true,
            null,
            List.of(
                    new Conflict("40001", -911, "SQLCODE=-911, SQLSTATE=40001, SQLERRMC=2", Undone.TRANSACTION),
                    new Conflict("57033", -913, "SQLCODE=-913, SQLSTATE=57033, SQLERRMC=2", Undone.STATEMENT)),
            List.of(
                    new Conflict("40001", -911, "SQLCODE=-911, SQLSTATE=40001, SQLERRMC=68", Undone.TRANSACTION),
                    new Conflict("57033", -913, "SQLCODE=-913, SQLSTATE=57033, SQLERRMC=68", Undone.STATEMENT))),
    /** Says that it is PostgreSQL. Nothing in a transaction that must be restarted is answered but ROLLBACK. */
    COCKROACHDB(
            "PostgreSQL",
            true,
            "ERROR: cannot execute INSERT in a read-only transaction",
            List.of(new Conflict(
                    "40001", 0, "ERROR: restart transaction: TransactionRetryWithProtoRefreshError", Undone.NOTHING)),
            List.of(new Conflict("55P03", 0, "ERROR: canceling statement due to lock timeout", Undone.STATEMENT))),
    /** As CockroachDB. */
    YUGABYTEDB(
            "PostgreSQL",
            true,
            "ERROR: cannot execute INSERT in a read-only transaction",
            List.of(
                    new Conflict(
                            "40001", 0, "ERROR: could not serialize access due to concurrent update", Undone.NOTHING),
                    new Conflict("40001", 0, "ERROR: Transaction aborted: kAborted", Undone.NOTHING)),
            List.of(new Conflict("55P03", 0, "ERROR: canceling statement due to lock timeout", Undone.STATEMENT)));

    /** What the database has undone by itself when a statement fails. */
    enum Undone {
        STATEMENT,
        TRANSACTION,
        /** It waits for ROLLBACK, and not for one to a savepoint. */
        NOTHING
    }

    /** A failure of a statement, or of COMMIT. */
    record Conflict(String state, int code, String message, Undone undone) {}

    final String productName;
    final boolean releasesSavepoints;

    /** What a write fails with where a transaction only reads; null if the database has no such transactions. */
    final String readOnlyFailure;

    final List<Conflict> conflicts;
    final List<Conflict> lockTimeouts;

    Product(
            String productName,
            boolean releasesSavepoints,
            String readOnlyFailure,
            List<Conflict> conflicts,
            List<Conflict> lockTimeouts) {
        this.productName = productName;
        this.releasesSavepoints = releasesSavepoints;
        this.readOnlyFailure = readOnlyFailure;
        this.conflicts = conflicts;
        this.lockTimeouts = lockTimeouts;
    }

    boolean isPostgres() {
        return productName.equals("PostgreSQL");
    }

    static Stream<Product> all() {
        return Stream.of(values());
    }
}
