package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Where blocks with faults run, one after another: a database of its own, with one connection. */
public final class FaultStation {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(50);
    private static final int ATTEMPTS = 5;

    private final PooledDatabase database;
    private final Foreign foreign;
    private final Transactions.Builder builder;

    public FaultStation(PooledDatabase database, Foreign foreign, UnaryOperator<Transactions.Builder> settings) {
        this.database = database;
        this.foreign = foreign;
        this.builder = settings.apply(Transactions.builder()
                .database("default", database.source(), database.connections())
                .closeTimeout(CLOSE_TIMEOUT));
    }

    /** The calls that a block makes without a fault. */
    public List<JdbcCall> calls(FaultProgram program) {
        try (Attempt attempt = new Attempt(program, new FaultAtCall(0, FaultKind.SQL_EXCEPTION), 1)) {
            attempt.start();
            Await.end(attempt.block);
            Await.until("the connection is back", () -> database.source().open() == 0);
            List<JdbcCall> calls = database.source().calls();
            attempt.check(program.ending(), program.name());
            return calls;
        }
    }

    /**
     * Runs a block whose n-th call fails or hangs, and checks what becomes of it. On a machine that is too slow for the limits set here
     * another call may be the n-th, or the limit may come first: then they are doubled.
     *
     * @param calls those of the block without a fault
     * @param number the n
     */
    public void run(FaultProgram program, List<JdbcCall> calls, int number, FaultKind kind) {
        JdbcCall call = calls.get(number - 1);
        String where = program.name() + ", " + kind + " in call " + number + " of " + calls.size() + ", " + call;
        FaultHit hit = new FaultHit(
                call, calls.subList(0, number - 1), kind, GuaranteesPage.verdict(FaultSituation.row(call), kind));
        Optional<String> other = Optional.empty();
        // What waits for the test needs no short limit.
        for (int slowness = isWaitedFor(program, hit) ? 8 : 1; slowness < 1 << ATTEMPTS; slowness *= 2) {
            other = attempt(program, hit, slowness, where);
            if (other.isEmpty()) {
                return;
            }
        }
        throw new AssertionError(where + ": instead the call was " + other.get());
    }

    /**
     * Runs a block whose connections are lost from the n-th call on, and checks that what it says of its transaction is true.
     *
     * @param number the n
     */
    public void runLost(FaultProgram program, int number) {
        String where = program.name() + ", lost from call " + number + " on";
        try (Attempt attempt = new Attempt(program, FaultAtCall.lostFrom(number), 1)) {
            attempt.start();
            Await.until("the block has ended: " + where, attempt.block::isDone);
            attempt.check(Verdict.ofEnd(attempt.block), where);
        }
    }

    private static boolean isWaitedFor(FaultProgram program, FaultHit hit) {
        return hit.hangs() && program.waitedFor().test(hit);
    }

    /** Whether its limit has ended a block that was to end otherwise. */
    private static boolean isTooSlow(FaultProgram program, Verdict expected, CompletableFuture<?> block) {
        String overdue = TransactionTimedOutException.class.getSimpleName();
        boolean waitsForLimit =
                expected.gets().endsWith(overdue) || program.ending().gets().endsWith(overdue);
        return !waitsForLimit
                && block.handle((value, failure) -> failure instanceof TransactionTimedOutException)
                        .join();
    }

    /** Returns the call that was met instead of the one that was meant, if so; or that the machine was too slow. */
    private Optional<String> attempt(FaultProgram program, FaultHit hit, int slowness, String where) {
        FaultAtCall fault = new FaultAtCall(hit.call().number(), hit.kind());
        try (Attempt attempt = new Attempt(program, fault, slowness)) {
            attempt.start();
            if (hit.hangs()) {
                CompletableFuture.anyOf(fault.reached(), attempt.ended()).join();
            }
            if (isWaitedFor(program, hit) && fault.reached().isDone()) {
                assertThat(attempt.block).as("waits: %s", where).isNotDone();
                fault.release();
            }
            Await.until("the block has ended: " + where, attempt.block::isDone);
            String met = fault.reached().thenApply(JdbcCall::toString).getNow("none");
            if (!met.equals(hit.call().toString())) {
                return Optional.of(met);
            }
            Verdict expected = isWaitedFor(program, hit) ? program.ending() : program.verdict(hit);
            if (isTooSlow(program, expected, attempt.block)) {
                return Optional.of(met + ", but the block did not come to its end within its limit");
            }
            expected.check(attempt.block, fault.thrown(), where);
            if (hit.call().is("DataSource.getConnection") || hit.call().is("Connection.unwrap")) {
                // There is nothing to close yet, or it is the closing that hangs.
                fault.release();
            }
            Await.until("nobody hangs: " + where, () -> !fault.isHanging());
            attempt.check(expected, where);
            return Optional.empty();
        }
    }

    /** A block, and what it leaves behind. */
    private final class Attempt implements AutoCloseable {

        private final FaultProgram program;
        private final FaultAtCall fault;
        private final Transactions transactions;
        private final FaultRun run;
        private CompletableFuture<?> block = new CompletableFuture<>();

        Attempt(FaultProgram program, FaultAtCall fault, int slowness) {
            this.program = program;
            this.fault = fault;
            database.execute("delete from entry");
            transactions = open(COMMIT_TIMEOUT.multipliedBy(slowness));
            run = new FaultRun(
                    transactions.atomic().timeout(TIMEOUT.multipliedBy((long) slowness * program.patience())),
                    transactions,
                    foreign,
                    new CompletableFuture<>(),
                    new AtomicBoolean());
        }

        private Transactions open(Duration commitTimeout) {
            return builder.commitTimeout(commitTimeout).build();
        }

        void start() {
            JdbcFault planned = program.planned().apply(run);
            fault.reached().thenRun(() -> {
                if (fault.isHanging()) {
                    run.trouble().complete(null);
                }
            });
            database.source().fail(call -> {
                Throwable thrown = fault.failure(call);
                return fault.hits(call) ? thrown : planned.failure(call);
            });
            block = program.body().start(run);
        }

        CompletableFuture<?> ended() {
            return block.handle((value, failure) -> value);
        }

        /** The rows are as the verdict says, the pool is whole, and the next block works. */
        void check(Verdict verdict, String where) {
            Await.until(
                    "no connection is out: " + where, () -> database.source().open() == 0);
            database.source().fail(JdbcFault.NONE);
            assertThat(database.source().dirty()).as("dirty: %s", where).isEmpty();
            List<Integer> rows = database.rows();
            verdict.checkRows(
                    rows.stream()
                            .filter(row -> !program.hookRows().contains(row))
                            .toList(),
                    program.rows(),
                    where);
            assertThat(verdict.isCommitted() || rows.stream().noneMatch(program.hookRows()::contains))
                    .as("no hook of a block that has not committed: %s, %s", rows, where)
                    .isTrue();
            Await.until("the pool has all its connections: " + where, () -> database.active() == 0);
            database.execute("delete from entry");
            if (run.closing().get()) {
                try (Transactions next = open(COMMIT_TIMEOUT)) {
                    insertNine(next);
                }
            } else {
                insertNine(transactions);
            }
            assertThat(database.rows()).as("the next block: %s", where).containsExactly(9);
        }

        private void insertNine(Transactions working) {
            Await.value(working.atomic().getStageAsync(() -> working.submit(insert(9))));
        }

        @Override
        public void close() {
            fault.release();
            database.source().fail(JdbcFault.NONE);
            transactions.close();
        }
    }
}
