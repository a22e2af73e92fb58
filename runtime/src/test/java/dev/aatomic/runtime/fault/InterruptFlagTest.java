package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G11: an interrupt flag that a body leaves behind is none of the transaction's business. On a virtual thread it closes the driver's
 * socket, so our own calls are made without it, and those of statements, with which BEGIN may go; and it is there again after them.
 */
@Tag("G11")
final class InterruptFlagTest {

    private static final Set<String> OURS = Set.of(
            "DataSource.getConnection",
            "Connection.getAutoCommit",
            "Connection.setAutoCommit",
            "Connection.prepareStatement",
            "PreparedStatement.executeUpdate",
            "Connection.setSavepoint",
            "Connection.releaseSavepoint",
            "Connection.rollback",
            "Connection.commit",
            "Connection.close");

    /** As a driver on a virtual thread: the connection is lost to a call with the flag. */
    private static final JdbcFault CLOSED_BY_INTERRUPT =
            call -> Thread.currentThread().isInterrupted() && isOurs(call)
                    ? new SQLException("Closed by interrupt: " + call, "08006")
                    : null;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static boolean isOurs(JdbcCall call) {
        return OURS.contains(call.name())
                || (call.is("Statement.execute")
                        && String.valueOf(call.argument()).contains("SAVEPOINT"));
    }

    /** A form of a block, whose body runs on the thread that it is opened on. */
    private enum Form {
        GET {
            @Override
            Object end(Atomic atomic, CheckedSupplier<Integer, RuntimeException> body) {
                return atomic.get(body);
            }
        },
        GET_ASYNC {
            @Override
            Object end(Atomic atomic, CheckedSupplier<Integer, RuntimeException> body) {
                return atomic.getAsync(body).join();
            }
        },
        GET_STAGE_ASYNC {
            @Override
            Object end(Atomic atomic, CheckedSupplier<Integer, RuntimeException> body) {
                return atomic.getStageAsync(() -> CompletableFuture.completedFuture(body.get()))
                        .join();
            }
        };

        abstract Object end(Atomic atomic, CheckedSupplier<Integer, RuntimeException> body);
    }

    static Stream<Arguments> forms() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Arrays.stream(Form.values()).map(form -> Arguments.of(server, form)));
    }

    /** With the flag set again before each call that may make one of ours. */
    private static int body(Transactions transactions) {
        Thread.currentThread().interrupt();
        transactions.submit(insert(1)).join();
        Thread.currentThread().interrupt();
        transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(2)).thenCompose(n -> {
                    Thread.currentThread().interrupt();
                    return transactions.submit(bad());
                }))
                .exceptionally(swallowed -> 0)
                .join();
        Thread.currentThread().interrupt();
        transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(3)))
                .join();
        Thread.currentThread().interrupt();
        return 1;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void d6FlagIsPutAsideAndGivenBack(Server server, Form form) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(Runnable::run));
        database.source().fail(CLOSED_BY_INTERRUPT);

        CompletableFuture<Boolean> flag = fixtures.foreign().call(() -> {
            form.end(transactions.atomic(), () -> body(transactions));
            return Thread.currentThread().isInterrupted();
        });

        assertThat(Await.value(flag)).as("the flag is given back").isTrue();
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d6FlagIsPutAsideAroundARollback(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(Runnable::run));
        database.source().fail(CLOSED_BY_INTERRUPT);
        IllegalStateException failure = new IllegalStateException("body");

        Throwable thrown = Await.cause(fixtures.foreign()
                .call(() -> transactions.atomic().get(() -> {
                    transactions.submit(insert(1)).join();
                    Thread.currentThread().interrupt();
                    throw failure;
                })));

        assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
        assertThat(database.source().count("Connection.abort"))
                .as("thrown away")
                .isZero();
        assertThat(database.rows()).isEmpty();
    }

    /** The real thing: there the JDK closes the socket. */
    @ParameterizedTest
    @EnumSource(Form.class)
    @EnabledForJreRange(min = JRE.JAVA_21)
    void d6CommitOnAVirtualThread(Form form) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", database.pool()).executor(virtualThreads()));

        CompletableFuture<Object> ended = new CompletableFuture<>();
        virtualThreads().execute(() -> {
            try {
                ended.complete(form.end(transactions.atomic(), () -> {
                    int rows = transactions.submit(insert(1)).join();
                    Thread.currentThread().interrupt();
                    return rows;
                }));
            } catch (Throwable t) {
                ended.completeExceptionally(t);
            }
        });

        assertThat(Await.value(ended)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.entries()))))
                .as("the connection is whole")
                .containsExactly(1);
    }

    /** Compiled for 17. */
    private static Executor virtualThreads() {
        return task -> {
            try {
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        };
    }
}
