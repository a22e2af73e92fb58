package dev.aatomic.runtime;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G12: whichever call on the driver fails, the connection comes back clean or not at all, and the next scope works. */
final class CleanConnectionTest {

    private static final int MOST_CALLS = 120;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** A block that writes 1 and more; which rows a commit leaves. */
    record Program(String name, List<Integer> rows, Body body) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    interface Body {
        CompletableFuture<?> start(Transactions transactions, CleanConnectionTest test);
    }

    static Stream<Program> programs() {
        return Stream.of(
                new Program(
                        "plain",
                        List.of(1, 2),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(test.fixtures.foreign()::later)
                                        .thenCompose(n -> transactions.submit(insert(2))))),
                new Program(
                        "nested",
                        List.of(1, 2, 3),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(n -> transactions
                                                .atomic()
                                                .getStageAsync(() -> transactions.submit(insert(2))))
                                        .thenCompose(n -> transactions.submit(insert(3))))),
                new Program(
                        "nested that rolls back",
                        List.of(1, 3),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(n -> transactions
                                                .atomic()
                                                .<Integer>getStageAsync(() -> transactions
                                                        .submit(insert(2))
                                                        .thenCompose(m ->
                                                                CompletableFuture.failedFuture(new IOException()))))
                                        .handle((n, failure) -> failure)
                                        .thenCompose(n -> transactions.submit(insert(3))))),
                new Program(
                        "merged",
                        List.of(1, 2, 3),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(n -> transactions
                                                .atomic()
                                                .savepoint(false)
                                                .getStageAsync(() -> transactions.submit(insert(2))))
                                        .thenCompose(n -> transactions.submit(insert(3))))),
                new Program(
                        "manual savepoint",
                        List.of(1, 3),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(n -> transactions.savepoint())
                                        .thenCompose(savepoint -> transactions
                                                .submit(insert(2))
                                                .thenCompose(n -> transactions.savepointRollback(savepoint))
                                                .thenCompose(n -> transactions.savepointCommit(savepoint)))
                                        .thenCompose(n -> transactions.submit(insert(3))))),
                new Program(
                        "hooks",
                        List.of(1, 2, 3),
                        (transactions, test) -> transactions.atomic().getStageAsync(() -> {
                            transactions.onCommitRobust(
                                    () -> transactions.submit(insert(2)).join());
                            transactions.onCommit(() -> transactions
                                    .atomic()
                                    .run(() -> transactions.submit(insert(3)).join()));
                            return transactions.submit(insert(1));
                        })),
                new Program(
                        "failing body",
                        List.of(),
                        (transactions, test) -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(1))
                                        .thenCompose(n -> CompletableFuture.failedFuture(new IOException("body"))))),
                new Program(
                        "empty",
                        List.of(),
                        (transactions, test) -> transactions.atomic().runAsync(() -> {})),
                new Program(
                        "blocking",
                        List.of(1),
                        (transactions, test) -> test.fixtures
                                .foreign()
                                .call(() -> transactions
                                        .atomic()
                                        .get(() ->
                                                transactions.submit(insert(1)).join()))));
    }

    static Stream<Arguments> faults() {
        List<IntFunction<JdbcFault>> kinds = List.of(
                number -> JdbcFault.at(number, new SQLException("injected", "HY000")),
                number -> JdbcFault.at(number, new SQLRecoverableException("injected", "08006")),
                number -> JdbcFault.at(number, new IllegalStateException("injected")),
                number -> JdbcFault.at(number, new LinkageError("injected")),
                number -> JdbcFault.from(number, new SQLException("lost", "08006")));
        return programs()
                .flatMap(program -> IntStream.range(0, kinds.size())
                        .mapToObj(kind -> Arguments.of(
                                program,
                                List.of(
                                                "SQLException",
                                                "lost connection",
                                                "RuntimeException",
                                                "Error",
                                                "all from there on")
                                        .get(kind),
                                kinds.get(kind))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("faults")
    void faultAtEveryCallInTurn(Program program, String kind, IntFunction<JdbcFault> fault) {
        everyCallInTurn(program, fault, fixtures.database(Server.H2, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void faultAtEveryCallInTurnOnPostgres(Program program) {
        everyCallInTurn(
                program,
                number -> JdbcFault.at(number, new SQLException("injected", "HY000")),
                fixtures.database(Server.POSTGRES, 1));
    }

    private void everyCallInTurn(Program program, IntFunction<JdbcFault> fault, TestDatabase database) {
        Transactions transactions = fixtures.transactions(database);
        int calls = 0;
        for (int number = 1; number <= MOST_CALLS; number++) {
            database.execute("delete from entry");
            database.source().fail(fault.apply(number));

            CompletableFuture<?> block = program.body().start(transactions, this);
            Await.end(block);
            calls = database.source().calls().size();

            database.source().fail(JdbcFault.NONE);
            String where = program.name() + ", fault at call " + number + " of " + calls;
            assertThat(database.source().open())
                    .as("connections out: %s", where)
                    .isZero();
            assertThat(database.source().dirty()).as("dirty: %s", where).isEmpty();
            assertThat(database.active()).as("active in the pool: %s", where).isZero();
            checkRows(program, block, database.rows(), where);
            database.execute("delete from entry");
            Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
            assertThat(database.rows()).as("the next scope: %s", where).containsExactly(9);
            if (number > calls) {
                return;
            }
        }
        assertThat(calls).as("calls of %s", program.name()).isLessThan(MOST_CALLS);
    }

    private static void checkRows(Program program, CompletableFuture<?> block, List<Integer> rows, String where) {
        if (!block.isCompletedExceptionally()) {
            // A robust hook that failed is only logged: its row may be missing.
            assertThat(program.rows()).as("rows: %s", where).containsAll(rows);
            assertThat(rows.contains(1))
                    .as("committed: %s", where)
                    .isEqualTo(program.rows().contains(1));
            return;
        }
        Throwable failure = Await.cause(block);
        if (failure instanceof AfterCommitException) {
            assertThat(rows).as("committed: %s", where).contains(1);
        } else if (!(failure instanceof CommitOutcomeUnknownException)) {
            assertThat(rows).as("rolled back (%s): %s", failure, where).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void errorOfEveryCallbackLeavesTheConnectionClean(Server server) {
        TestDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        LinkageError error = new LinkageError("user");

        assertThat(Await.failure(transactions.atomic().runAsync(() -> {
                    throw error;
                })))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)).thenApply(n -> {
                            throw error;
                        }))))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(connection -> {
                            throw error;
                        }))))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .runAsync(() -> transactions.onCommit(() -> {
                            throw error;
                        }))))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(error);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void unreachableOpenScopeIsRolledBack() {
        TestDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        enterAndForget(transactions);

        Await.until("the connection is back", () -> {
            System.gc();
            return database.source().open() == 0;
        });

        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    private static void enterAndForget(Transactions transactions) {
        Scope scope = Await.value(transactions.atomic().enter());
        Await.value(scope.submit(insert(1)));
    }

    @Test
    void closeWaitsForOpenScopesAndRefusesNewOnes() {
        TestDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        AtomicInteger hooks = new AtomicInteger();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(hooks::incrementAndGet);
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> gate)
                    .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        });

        CompletableFuture<String> closing = fixtures.foreign().call(() -> {
            transactions.close();
            return "closed";
        });
        gate.complete(1);

        Await.value(block);
        Await.value(closing);
        assertThat(hooks).hasValue(1);
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {}))).isInstanceOf(TransactionException.class);
        transactions.close();
    }
}
