package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    /** What the bodies that fail fail with. */
    public static final IOException BODY_FAILURE = new IOException("the body's failure");

    private static final List<FaultSituation> ALL = situations();

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

    /** The row of the table that a call belongs to: the first whose situation it fits. */
    public static String row(JdbcCall call) {
        return ALL.stream()
                .filter(situation -> situation.hit.test(call))
                .map(FaultSituation::call)
                .findFirst()
                .orElseThrow(() -> new AssertionError("The table of faults has no row for " + call));
    }

    public static List<FaultSituation> all() {
        return ALL;
    }

    private static List<FaultSituation> situations() {
        Block plain = FaultSituation::plain;
        return List.of(
                of("getConnection", "DataSource.getConnection", plain),
                of("getAutoCommit", "Connection.getAutoCommit", plain),
                of("setAutoCommit(false)", jdbc -> jdbc.isWith("Connection.setAutoCommit", false), plain),
                of("isReadOnly", "Connection.isReadOnly", FaultSituation::readOnly),
                of("setReadOnly(true)", jdbc -> jdbc.isWith("Connection.setReadOnly", true), FaultSituation::readOnly),
                of("getTransactionIsolation", "Connection.getTransactionIsolation", FaultSituation::serializable),
                of("getMetaData", "Connection.getMetaData", plain),
                of("getDatabaseProductName", "DatabaseMetaData.getDatabaseProductName", plain),
                of("getURL", "DatabaseMetaData.getURL", plain),
                of(
                        "supportsTransactionIsolationLevel",
                        "DatabaseMetaData.supportsTransactionIsolationLevel",
                        FaultSituation::serializable),
                of(
                        "setTransactionIsolation",
                        jdbc -> jdbc.isWith("Connection.setTransactionIsolation", Connection.TRANSACTION_SERIALIZABLE),
                        FaultSituation::serializable),
                of("prepareStatement", "Connection.prepareStatement", plain),
                of("executeUpdate", "PreparedStatement.executeUpdate", plain),
                of("setInt", "PreparedStatement.setInt", plain),
                of("createStatement", "Connection.createStatement", FaultSituation::reading),
                of("executeQuery", "Statement.executeQuery", FaultSituation::reading),
                of("execute", "Statement.execute", FaultSituation::executing),
                of("next", "ResultSet.next", FaultSituation::reading),
                of("getInt", "ResultSet.getInt", FaultSituation::reading),
                of("ResultSet.close", "ResultSet.close", FaultSituation::reading),
                of("Statement.close", jdbc -> jdbc.name().endsWith("Statement.close"), plain),
                of("isClosed", "Connection.isClosed", FaultSituation::failingStatement),
                of("setSavepoint", "Connection.setSavepoint", FaultSituation::nested),
                of("releaseSavepoint", "Connection.releaseSavepoint", FaultSituation::nestedWithFailedStatement),
                of(
                        "rollback(savepoint)",
                        jdbc -> jdbc.isWith("Connection.rollback", "savepoint"),
                        FaultSituation::nestedThatFails),
                of("commit", "Connection.commit", plain),
                new FaultSituation(
                        "isValid",
                        jdbc -> jdbc.is("Connection.isValid"),
                        plain,
                        () -> JdbcFault.on("Connection.commit", new SQLException("injected", "HY000")),
                        false),
                of("rollback", "Connection.rollback", FaultSituation::failing),
                of("setAutoCommit(true)", jdbc -> jdbc.isWith("Connection.setAutoCommit", true), plain),
                of(
                        "setReadOnly(false)",
                        jdbc -> jdbc.isWith("Connection.setReadOnly", false),
                        FaultSituation::readOnly),
                of(
                        "setTransactionIsolation of before",
                        jdbc -> jdbc.is("Connection.setTransactionIsolation")
                                && !jdbc.isWith(jdbc.name(), Connection.TRANSACTION_SERIALIZABLE),
                        FaultSituation::serializable),
                of("close", "Connection.close", plain),
                new FaultSituation(
                        "cancel",
                        jdbc -> jdbc.name().endsWith("Statement.cancel"),
                        (atomic, transactions) -> plain(atomic.timeout(DEADLINE), transactions),
                        FaultSituation::statementThatHangsUntilItsConnectionIsClosed,
                        false),
                new FaultSituation(
                        "unwrap",
                        jdbc -> jdbc.is("Connection.unwrap"),
                        FaultSituation::failing,
                        () -> JdbcFault.on("Connection.rollback", new SQLException("lost", "08006")),
                        false),
                new FaultSituation(
                        "abort",
                        jdbc -> jdbc.is("Connection.abort"),
                        FaultSituation::failing,
                        () -> JdbcFault.on("Connection.rollback", new SQLException("injected", "HY000")),
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

    private static CompletableFuture<?> executing(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions.submit(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("insert into entry values (1)");
            }
        }));
    }

    private static CompletableFuture<?> reading(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(
                () -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(entries())));
    }

    private static CompletableFuture<?> readOnly(Atomic atomic, Transactions transactions) {
        return atomic.readOnly().getStageAsync(() -> transactions.submit(entries()));
    }

    private static CompletableFuture<?> serializable(Atomic atomic, Transactions transactions) {
        return plain(atomic.isolation(Isolation.SERIALIZABLE), transactions);
    }

    private static CompletableFuture<?> failing(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(
                () -> transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.failedFuture(BODY_FAILURE)));
    }

    private static CompletableFuture<?> failingStatement(Atomic atomic, Transactions transactions) {
        return atomic.getStageAsync(() -> transactions
                .submit(insert(1))
                .thenCompose(n -> transactions.submit(bad()))
                .handle((n, failure) -> failure)
                .thenCompose(failure -> CompletableFuture.failedFuture(BODY_FAILURE)));
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
                            transactions.setRollbackOnly(false);
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

    /** Whether the block writes 1. */
    public boolean writes() {
        return !call.contains("ReadOnly");
    }

    @Override
    public String toString() {
        return call;
    }
}
