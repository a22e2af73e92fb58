package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Blocks that do not end by themselves: they are retried, cancelled, overdue, or shut down. */
final class InterruptedPrograms {

    private static final String CANCELLED = "rolled back: CancellationException";
    private static final String OVERDUE = "rolled back: TransactionTimedOutException";
    private static final String EXECUTE = "PreparedStatement.executeUpdate";
    private static final String STATEMENT_CLOSE = "PreparedStatement.close";

    private InterruptedPrograms() {}

    static Stream<FaultProgram> all() {
        return Stream.concat(
                Stream.of(FaultProgram.of("retry", "committed: the value", List.of(1), InterruptedPrograms::retry)
                        .withPlanned(run -> firstStatementFails())
                        .withReading(InterruptedPrograms::firstAttemptHasFailed)
                        .withPatience(12)),
                Stream.of(
                                interrupted("cancel", CANCELLED, InterruptedPrograms::cancel, FaultRun::atomic),
                                interrupted("deadline", OVERDUE, InterruptedPrograms::leave, FaultRun::atomic),
                                interrupted(
                                        "shutdown",
                                        CANCELLED,
                                        InterruptedPrograms::close,
                                        run -> run.transactions().atomic()))
                        .flatMap(Function.identity()));
    }

    // ---- retry

    private static CompletableFuture<?> retry(FaultRun run) {
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(2).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));
        return FaultPrograms.insertOne(run.atomic().retry(policy), run.transactions());
    }

    private static JdbcFault firstStatementFails() {
        AtomicBoolean failed = new AtomicBoolean();
        return call -> call.is(EXECUTE) && failed.compareAndSet(false, true)
                ? new SQLException("serialization failure", "40001")
                : null;
    }

    /** Once the first attempt has failed, what fails in its rollback changes nothing; nor does it keep the second from its turn. */
    private static Verdict firstAttemptHasFailed(FaultHit hit) {
        boolean rollingBack = hit.isAfter(EXECUTE) && !hit.isAfter("Connection.close");
        boolean overdue =
                hit.hangs() && (hit.call().is(STATEMENT_CLOSE) || hit.call().is("Connection.isClosed"));
        return rollingBack && !overdue ? Verdict.of("committed: the value") : hit.table();
    }

    // ---- cut short

    /** What cuts a block short. */
    @FunctionalInterface
    private interface Interruption {
        void begin(FaultRun run, CompletableFuture<?> block);
    }

    /** One that has done its work and does nothing more, and one whose second statement is in flight. */
    private static Stream<FaultProgram> interrupted(
            String name, String ending, Interruption interruption, Function<FaultRun, Atomic> settings) {
        return Stream.of(
                FaultProgram.of(name, ending, List.of(), run -> {
                            CompletableFuture<?> block = idle(settings.apply(run), run);
                            interruption.begin(run, block);
                            return block;
                        })
                        .withReading(hit -> isOver(hit, STATEMENT_CLOSE) ? Verdict.of(ending) : hit.table()),
                FaultProgram.of(name + ", statement in flight", ending, List.of(), run -> {
                            CompletableFuture<?> block = settings.apply(run)
                                    .getStageAsync(() -> run.transactions()
                                            .submit(insert(1))
                                            .thenCompose(n -> run.transactions().submit(insert(2))));
                            interruption.begin(run, block);
                            return block;
                        })
                        .withPlanned(InterruptedPrograms::statementThatWaitsForCancel)
                        .withReading(
                                hit -> hit.hangs() || hit.before(EXECUTE) >= 2 ? Verdict.of(ending) : hit.table()));
    }

    /** The interruption comes after this call, or when another hangs. */
    private static boolean isOver(FaultHit hit, String last) {
        return hit.hangs() || hit.isAfter(last);
    }

    private static CompletableFuture<?> idle(Atomic atomic, FaultRun run) {
        return atomic.getStageAsync(() -> run.transactions().submit(insert(1)).thenCompose(n -> {
            run.trouble().complete(null);
            return new CompletableFuture<Integer>();
        }));
    }

    private static JdbcFault statementThatWaitsForCancel(FaultRun run) {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger executed = new AtomicInteger();
        return call -> {
            if (call.name().endsWith("Statement.cancel") || (call.is("Connection.close") && executed.get() >= 2)) {
                released.countDown();
            } else if (call.is(EXECUTE) && executed.incrementAndGet() == 2) {
                run.trouble().complete(null);
                Await.latch(released);
                return new SQLException("cancelled", "57014");
            }
            return null;
        };
    }

    private static void cancel(FaultRun run, CompletableFuture<?> block) {
        run.trouble().thenRunAsync(() -> block.cancel(true), run.foreign());
    }

    private static void leave(FaultRun run, CompletableFuture<?> block) {
        // Its deadline comes.
    }

    private static void close(FaultRun run, CompletableFuture<?> block) {
        run.trouble()
                .thenRunAsync(
                        () -> {
                            run.closing().set(true);
                            run.transactions().close();
                        },
                        run.foreign());
    }
}
