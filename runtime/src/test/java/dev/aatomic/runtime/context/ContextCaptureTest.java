package dev.aatomic.runtime.context;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.ExecutorKind;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.TenantDataSource;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G20: what is bound to a thread is captured where a block is opened and where a continuation is attached. */
@Tag("G20")
final class ContextCaptureTest {

    private static final int CALLERS = 40;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final ThreadLocal<String> tenant = new ThreadLocal<>();

    private Runnable capture(Runnable task) {
        String captured = tenant.get();
        return () -> {
            String before = tenant.get();
            tenant.set(captured);
            try {
                task.run();
            } finally {
                if (before == null) {
                    tenant.remove();
                } else {
                    tenant.set(before);
                }
            }
        };
    }

    private Executor executor(ExecutorKind kind) {
        Optional<Executor> executor = kind.start(fixtures.executors());
        Assumptions.assumeTrue(executor.isPresent(), "needs virtual threads");
        return executor.get();
    }

    /** Runs something on a foreign thread with a tenant. */
    private <T> T as(String name, Callable<T> task) {
        return Await.value(fixtures.foreign().call(() -> {
            tenant.set(name);
            try {
                return task.call();
            } finally {
                tenant.remove();
            }
        }));
    }

    /** G3: the tenant of a caller sets the schema of the connection, and its block has waited for one. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void g3RowsOfATenantAreInItsSchema(ExecutorKind kind) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        for (String name : List.of("a", "b")) {
            database.execute("create schema " + name);
            database.execute("create table " + name + ".entry(v int primary key, caller varchar)");
        }
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new TenantDataSource(database.source(), tenant::get), 2)
                .executor(executor(kind))
                .contextCapture(this::capture));
        CountDownLatch allAreOpened = new CountDownLatch(1);
        List<CompletableFuture<?>> blocks = new ArrayList<>();

        CompletableFuture<Void> opened = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < CALLERS; i++) {
                        int value = i;
                        blocks.add(as(i % 2 == 0 ? "a" : "b", () -> open(transactions, value, allAreOpened)));
                    }
                },
                fixtures.foreign());
        Await.value(opened);
        allAreOpened.countDown();
        blocks.forEach(Await::value);

        assertThat(database.integers("select v from a.entry where mod(v, 2) <> 0 or caller <> 'a'"))
                .isEmpty();
        assertThat(database.integers("select v from b.entry where mod(v, 2) = 0 or caller <> 'b'"))
                .isEmpty();
        assertThat(database.integers("select v from a.entry union all select v from b.entry"))
                .hasSize(CALLERS);
    }

    /** The first ones keep all connections until the others wait, each in another form. */
    private CompletableFuture<?> open(Transactions transactions, int value, CountDownLatch allAreOpened) {
        CompletableFuture<Integer> gate = fixtures.foreign().call(() -> {
            Await.latch(allAreOpened);
            return 1;
        });
        return switch (value % 4 / 2 + 2 * (value / 4 % 2)) {
            case 0 ->
                transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .bind(gate)
                                .thenCompose(
                                        n -> transactions.submit(connection -> insertAsCaller(connection, value))));
            case 1 ->
                transactions
                        .atomic()
                        .retry(RetryPolicy.ofMaxAttempts(3))
                        .getStageAsync(() -> transactions
                                .bind(gate)
                                .thenComposeAsync(n -> transactions
                                        .atomic()
                                        .getAsync(() -> transactions
                                                .submit(connection -> insertAsCaller(connection, value))
                                                .join())));
            case 2 ->
                transactions
                        .atomic()
                        .propagation(Propagation.SUPPORTS)
                        .getStageAsync(() -> transactions
                                .bind(gate)
                                .thenCompose(
                                        n -> transactions.submit(connection -> insertAsCaller(connection, value))));
            default ->
                transactions
                        .atomic()
                        .enter()
                        .thenCompose(scope -> scope.submit(connection -> insertAsCaller(connection, value))
                                .thenCompose(n -> scope.exit()));
        };
    }

    private int insertAsCaller(Connection connection, int value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?, ?)")) {
            statement.setInt(1, value);
            statement.setString(2, tenant.get());
            return statement.executeUpdate();
        }
    }

    /** G3: every kind of code of the user's runs with what was there where it was given. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void g3CodeRunsWithWhatWasBoundWhereItWasGiven(ExecutorKind kind) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor other = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(executor(kind)).contextCapture(this::capture));
        Map<String, String> seen = new ConcurrentHashMap<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        AtomicInteger attempts = new AtomicInteger();

        CompletableFuture<?> waiting = as("tenant", () -> {
            CompletableFuture<Integer> retried = transactions
                    .atomic()
                    .retry(RetryPolicy.ofMaxAttempts(2))
                    .getStageAsync(() -> {
                        look(seen, "body " + attempts.incrementAndGet());
                        transactions.onRollback(() -> look(seen, "rollback hook"));
                        transactions.onCommitAsync(() -> {
                            look(seen, "first hook");
                            return fixtures.foreign().later(1);
                        });
                        transactions.onCommit(() -> look(seen, "second hook"));
                        CompletableFuture<Integer> bound =
                                transactions.bind(fixtures.foreign().later(1));
                        return bound.thenApply(n -> look(seen, "continuation"))
                                .thenApplyAsync(n -> look(seen, "asynchronous continuation"))
                                .thenApplyAsync(n -> look(seen, "continuation elsewhere"), other)
                                .thenCompose(n -> transactions.submit(connection -> {
                                    look(seen, "step");
                                    if (attempts.get() == 1) {
                                        throw new SQLException("once more", "40001");
                                    }
                                    return Sql.insert(connection, 1);
                                }));
                    });
            return CompletableFuture.allOf(
                    retried.thenApply(n -> look(seen, "outside")),
                    retried.thenApplyAsync(n -> look(seen, "asynchronous outside")),
                    retried.thenApplyAsync(n -> look(seen, "elsewhere outside"), other));
        });
        CompletableFuture<Integer> none = as(
                "other",
                () -> transactions
                        .atomic()
                        .propagation(Propagation.SUPPORTS)
                        .getAsync(() -> look(seen, "other's body without a block")));
        as("third", () -> gate.complete(1));

        Await.value(first);
        Await.value(waiting);
        Await.value(none);
        assertThat(seen)
                .containsOnly(
                        Map.entry("body 1", "tenant"),
                        Map.entry("body 2", "tenant"),
                        Map.entry("rollback hook", "tenant"),
                        Map.entry("first hook", "tenant"),
                        Map.entry("second hook", "tenant"),
                        Map.entry("continuation", "tenant"),
                        Map.entry("asynchronous continuation", "tenant"),
                        Map.entry("continuation elsewhere", "tenant"),
                        Map.entry("step", "tenant"),
                        Map.entry("outside", "tenant"),
                        Map.entry("asynchronous outside", "tenant"),
                        Map.entry("elsewhere outside", "tenant"),
                        Map.entry("other's body without a block", "other"));
        assertThat(database.rows()).containsExactly(1);
    }

    private int look(Map<String, String> seen, String place) {
        seen.merge(place, String.valueOf(tenant.get()), (before, now) -> before.equals(now) ? now : before + now);
        return 1;
    }

    /** G3: the body of a blocking form that leaves its caller's thread. */
    @Test
    void g3BodyOfAWorkerRunsWithWhatWasBoundToIt() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.contextCapture(this::capture));

        CompletableFuture<String> seen = CompletableFuture.supplyAsync(
                () -> {
                    tenant.set("tenant");
                    return transactions.atomic().get(tenant::get)
                            + transactions.autocommit(tenant::get)
                            + transactions
                                    .atomic()
                                    .propagation(Propagation.NEVER)
                                    .get(tenant::get);
                },
                fixtures.executors().workers(1));

        assertThat(Await.value(seen)).isEqualTo("tenanttenanttenant");
    }

    /** G3: a mechanism that fails must not let the work run with somebody else's values and be committed. */
    @Test
    void g3WhatCannotBeRestoredIsNotCommitted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        AtomicInteger captures = new AtomicInteger();
        IllegalStateException broken = new IllegalStateException("broken");
        Transactions transactions = fixtures.transactions(
                database,
                builder -> builder.contextCapture(task -> {
                    boolean fails = captures.incrementAndGet() > 1;
                    return () -> {
                        if (fails) {
                            throw broken;
                        }
                        task.run();
                    };
                }));

        // The body is captured first, then its step and its continuation.
        CompletableFuture<Integer> ofContinuation = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> later =
                    transactions.bind(fixtures.foreign().later(1));
            return later.thenApply(n -> n);
        });
        CompletableFuture<Integer> ofStep = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));

        assertThat(Await.cause(ofContinuation))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(broken);
        assertThat(Await.cause(ofStep)).isSameAs(broken);
        assertThat(database.rows()).isEmpty();
    }

    /** G3: said where it happens. */
    @Test
    void g3CaptureThatReturnsNothingIsRefused() {
        Transactions transactions =
                fixtures.transactions(fixtures.database(Server.H2, 1), builder -> builder.contextCapture(task -> null));

        assertThatNullPointerException()
                .isThrownBy(() -> transactions.atomic().runAsync(() -> {}))
                .withMessageContaining("ContextCapture.capture");
    }
}
