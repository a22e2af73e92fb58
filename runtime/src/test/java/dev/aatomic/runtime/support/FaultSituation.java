package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A call on the driver, and a block that makes it.
 *
 * @param call as the table of faults in {@code docs/guarantees.md} names it
 * @param hit whether a call on the driver is the one
 * @param block makes the block, from settings that the test may have changed
 * @param before makes the fault without which the call would not be made, if it needs one
 * @param belowPool whether only the pool makes the call
 */
public record FaultSituation(
        String call, Predicate<JdbcCall> hit, Block block, Supplier<JdbcFault> before, boolean belowPool) {

    private static final Duration DEADLINE = Duration.ofMillis(300);

    /** What the bodies that fail fail with. */
    public static final IOException BODY_FAILURE = new IOException("the body's failure");

    /** Starts a block. */
    @FunctionalInterface
    public interface Block {
        CompletableFuture<?> start(Atomic atomic, Transactions transactions);
    }

    private static FaultSituation of(String call, Predicate<JdbcCall> hit, Block block) {
        return new FaultSituation(call, hit, block, () -> JdbcFault.NONE, false);
    }

    private static FaultSituation of(String call, String name, Block block) {
        return of(call, jdbc -> jdbc.is(name), block);
    }

    public static List<FaultSituation> all() {
        Block plain = FaultSituation::plain;
        return List.of(
                of("getConnection", "DataSource.getConnection", plain),
                of("getAutoCommit", "Connection.getAutoCommit", plain),
                of("setAutoCommit(false)", jdbc -> jdbc.isWith("Connection.setAutoCommit", false), plain),
                of(
                        "setReadOnly",
                        "Connection.setReadOnly",
                        (atomic, transactions) ->
                                atomic.readOnly().getStageAsync(() -> transactions.submit(entries()))),
                of(
                        "setTransactionIsolation",
                        "Connection.setTransactionIsolation",
                        (atomic, transactions) -> plain(atomic.isolation(Isolation.SERIALIZABLE), transactions)),
                of("prepareStatement", "Connection.prepareStatement", plain),
                of("executeUpdate", "PreparedStatement.executeUpdate", plain),
                of(
                        "next",
                        "ResultSet.next",
                        (atomic, transactions) -> atomic.getStageAsync(
                                () -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(entries())))),
                of("setSavepoint", "Connection.setSavepoint", FaultSituation::nested),
                of("releaseSavepoint", "Connection.releaseSavepoint", FaultSituation::nestedWithFailedStatement),
                of(
                        "rollback(savepoint)",
                        jdbc -> jdbc.isWith("Connection.rollback", "savepoint"),
                        FaultSituation::nestedThatFails),
                of("commit", "Connection.commit", plain),
                of("rollback", "Connection.rollback", FaultSituation::failing),
                of("setAutoCommit(true)", jdbc -> jdbc.isWith("Connection.setAutoCommit", true), plain),
                of("close", "Connection.close", plain),
                new FaultSituation(
                        "cancel",
                        jdbc -> jdbc.name().endsWith("Statement.cancel"),
                        (atomic, transactions) -> plain(atomic.timeout(DEADLINE), transactions),
                        FaultSituation::statementThatHangsUntilItsConnectionIsClosed,
                        false),
                new FaultSituation(
                        "abort",
                        jdbc -> jdbc.is("Connection.abort"),
                        FaultSituation::failing,
                        () -> JdbcFault.on("Connection.rollback", new SQLException("lost", "08006")),
                        true));
    }

    private static JdbcFault statementThatHangsUntilItsConnectionIsClosed() {
        CountDownLatch closed = new CountDownLatch(1);
        return call -> {
            if (call.is("Connection.close")) {
                closed.countDown();
            } else if (call.is("PreparedStatement.executeUpdate")) {
                Await.latch(closed);
            }
            return null;
        };
    }

    private static CompletableFuture<?> plain(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions.submit(insert(1)));
    }

    private static CompletableFuture<?> failing(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(
                () -> transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.failedFuture(BODY_FAILURE)));
    }

    private static CompletableFuture<?> nested(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))));
    }

    private static CompletableFuture<?> nestedWithFailedStatement(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenCompose(n -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(bad()).handle((m, swallowed) -> {
                            transactions.setRollback(false);
                            return m;
                        }))));
    }

    private static CompletableFuture<?> nestedThatFails(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenCompose(n -> transactions
                        .atomic()
                        .<Integer>getStageAsync(() -> transactions
                                .submit(insert(2))
                                .thenCompose(m -> CompletableFuture.failedFuture(BODY_FAILURE)))
                        .exceptionally(swallowed -> 0)));
    }

    @Override
    public String toString() {
        return call;
    }
}
