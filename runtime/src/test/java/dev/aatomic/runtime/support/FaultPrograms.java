package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.FaultSituation.BODY_FAILURE;
import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The paths through the engine that end by themselves: {@link InterruptedPrograms} has the others. */
public final class FaultPrograms {

    private static final String COMMITTED = "committed: the value";
    private static final String FAILED = "rolled back: the body's failure";
    private static final String REFUSED = "rolled back: TransactionSystemException";
    private static final String CLOSE = "Connection.close";
    private static final String STATEMENT_CLOSE = "PreparedStatement.close";

    private FaultPrograms() {}

    public static Stream<FaultProgram> all() {
        return Stream.concat(undisturbed(), InterruptedPrograms.all());
    }

    private static Stream<FaultProgram> undisturbed() {
        return Stream.of(
                FaultProgram.of("plain", COMMITTED, List.of(1, 2), FaultPrograms::plain),
                FaultProgram.of("nested", COMMITTED, List.of(1, 2, 3), FaultPrograms::nested),
                FaultProgram.of("nested that rolls back", COMMITTED, List.of(1, 3), FaultPrograms::nestedThatRollsBack)
                        .withReading(FaultPrograms::swallowed),
                FaultProgram.of("merged", COMMITTED, List.of(1, 2, 3), FaultPrograms::merged),
                FaultProgram.of("manual savepoint", COMMITTED, List.of(1, 3), FaultPrograms::manualSavepoint)
                        .withReading(FaultPrograms::stepOnASavepoint),
                FaultProgram.of("hooks before COMMIT", COMMITTED, List.of(1, 2, 3), FaultPrograms::hooksBeforeCommit),
                FaultProgram.of("hooks", COMMITTED, List.of(1), FaultPrograms::hooks)
                        .withHookRows(2, 3)
                        .withReading(FaultPrograms::robustThenOrdinary)
                        .withWaitedFor(hit -> hit.isAfter(CLOSE) && isForCallersThread(hit)),
                FaultProgram.of("hook outside any block", COMMITTED, List.of(1), FaultPrograms::autocommitHook)
                        .withHookRows(2)
                        .withReading(FaultPrograms::ordinary)
                        .withWaitedFor(hit -> hit.isAfter(CLOSE)),
                FaultProgram.of("failing body", FAILED, List.of(), FaultPrograms::failingBody),
                FaultProgram.of(
                        "empty", COMMITTED, List.of(), run -> run.atomic().runAsync(() -> {})),
                FaultProgram.of("blocking", COMMITTED, List.of(1), FaultPrograms::blocking)
                        .withWaitedFor(FaultPrograms::isForCallersThread),
                FaultProgram.of(
                        "read-only",
                        COMMITTED,
                        List.of(),
                        run -> run.atomic()
                                .readOnly()
                                .getStageAsync(() -> run.transactions().submit(entries()))),
                FaultProgram.of(
                        "serializable",
                        COMMITTED,
                        List.of(1),
                        run -> insertOne(run.atomic().isolation(Isolation.SERIALIZABLE), run.transactions())),
                FaultProgram.of(
                                "refused COMMIT",
                                REFUSED,
                                List.of(1),
                                run -> insertOne(run.atomic(), run.transactions()))
                        .withPlanned(run ->
                                JdbcFault.on("Connection.commit", new SQLException("serialization failure", "40001"))),
                FaultProgram.of(
                                "refused COMMIT, vaguely",
                                REFUSED,
                                List.of(1),
                                run -> insertOne(run.atomic(), run.transactions()))
                        .withPlanned(run -> JdbcFault.on("Connection.commit", new SQLException("vague", "HY000"))),
                FaultProgram.of("connection thrown away", FAILED, List.of(), FaultPrograms::failingBody)
                        .withPlanned(run -> JdbcFault.on("Connection.rollback", new SQLException("lost", "08006"))));
    }

    /** The calls that undo a nested block; on PostgreSQL one statement does. */
    private static final List<String> UNDOING =
            List.of("Connection.rollback", "Connection.createStatement", "Statement.execute", "Statement.close");

    private static final List<String> UNDOING_LAST = List.of("Connection.rollback", "Statement.close");

    static CompletableFuture<?> insertOne(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions.submit(insert(1)));
    }

    private static CompletableFuture<?> plain(FaultRun run) {
        return run.atomic()
                .getStageAsync(() -> run.transactions()
                        .submit(insert(1))
                        .thenCompose(run.foreign()::later)
                        .thenCompose(n -> run.transactions().submit(insert(2))));
    }

    private static CompletableFuture<?> nested(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> nestedThatRollsBack(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .<Integer>getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> CompletableFuture.failedFuture(BODY_FAILURE)))
                                .handle((m, failure) -> failure))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    /** A failure inside the nested block is swallowed, unless its rollback fails: then the statement after it is refused. */
    private static Verdict swallowed(FaultHit hit) {
        boolean inside = hit.isAfter(STATEMENT_CLOSE) && hit.before(STATEMENT_CLOSE) <= 2;
        if (hit.hangs() || !inside || UNDOING_LAST.stream().anyMatch(hit::isAfter)) {
            return hit.table();
        }
        boolean undoing = UNDOING.stream().anyMatch(hit.call()::is);
        return Verdict.of(undoing ? "rolled back: TransactionManagementException" : COMMITTED);
    }

    private static CompletableFuture<?> merged(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .savepoint(false)
                                .getStageAsync(() -> transactions.submit(insert(2))))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> manualSavepoint(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(insert(2))
                                .thenCompose(n -> transactions.savepointRollback(savepoint))
                                .thenCompose(n -> transactions.savepointCommit(savepoint)))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static Verdict stepOnASavepoint(FaultHit hit) {
        boolean step = hit.call().isWith("Connection.rollback", "savepoint")
                || hit.call().is("Connection.releaseSavepoint");
        return step && !hit.hangs() ? Verdict.of("rolled back: the fault") : hit.table();
    }

    private static CompletableFuture<?> hooksBeforeCommit(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic().getStageAsync(() -> {
            transactions.beforeCommit(() -> transactions.submit(insert(2)).join());
            transactions.beforeCommitAsync(() -> transactions.submit(insert(3)));
            return transactions.submit(insert(1));
        });
    }

    private static CompletableFuture<?> hooks(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic().getStageAsync(() -> {
            transactions.onCommitRobust(
                    () -> run.atomic().run(() -> transactions.submit(insert(2)).join()));
            transactions.onCommitAsync(() -> run.atomic().getStageAsync(() -> transactions.submit(insert(3))));
            return transactions.submit(insert(1));
        });
    }

    /** A robust hook may fail with anything but an Error. */
    private static Verdict robustThenOrdinary(FaultHit hit) {
        boolean error = hit.kind() == FaultKind.ERROR && hit.table().gets().equals("the fault");
        return hit.before(CLOSE) == 1 && !error ? Verdict.of(COMMITTED) : ordinary(hit);
    }

    /** A failure in an ordinary hook, after the block has given its connection back. */
    private static Verdict ordinary(FaultHit hit) {
        return !hit.isAfter(CLOSE) || hit.table().isAsWithoutFault()
                ? hit.table()
                : Verdict.of("committed: AfterCommitException");
    }

    private static CompletableFuture<?> autocommitHook(FaultRun run) {
        Transactions transactions = run.transactions();
        return run.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> transactions.submit(insert(2)).join());
            return transactions.submit(insert(1));
        });
    }

    private static CompletableFuture<?> failingBody(FaultRun run) {
        return run.atomic()
                .getStageAsync(() -> run.transactions()
                        .submit(insert(1))
                        .thenCompose(n -> CompletableFuture.failedFuture(BODY_FAILURE)));
    }

    /**
     * A blocking form takes its connection on the caller's own thread, and a hook opens its block on the thread that runs the hooks;
     * there is nothing to close yet that would let it go.
     */
    private static boolean isForCallersThread(FaultHit hit) {
        return hit.call().is("DataSource.getConnection");
    }

    private static CompletableFuture<?> blocking(FaultRun run) {
        return run.foreign()
                .call(() -> run.atomic()
                        .get(() -> run.transactions().submit(insert(1)).join()));
    }
}
