package dev.aatomic.runtime;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.FaultProgram;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G12: whichever call on the driver fails, the connection comes back clean or not at all, and the next scope works. */
@Tag("G12")
final class CleanConnectionTest {

    private static final int MOST_CALLS = 120;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<FaultProgram> programs() {
        return FaultProgram.all();
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
    void faultAtEveryCallInTurn(FaultProgram program, String kind, IntFunction<JdbcFault> fault) {
        everyCallInTurn(program, fault, fixtures.database(Server.H2, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void faultAtEveryCallInTurnOnPostgres(FaultProgram program) {
        everyCallInTurn(
                program,
                number -> JdbcFault.at(number, new SQLException("injected", "HY000")),
                fixtures.database(Server.POSTGRES, 1));
    }

    private void everyCallInTurn(FaultProgram program, IntFunction<JdbcFault> fault, TestDatabase database) {
        Transactions transactions = fixtures.transactions(database);
        int calls = 0;
        for (int number = 1; number <= MOST_CALLS; number++) {
            database.execute("delete from entry");
            database.source().fail(fault.apply(number));

            CompletableFuture<?> block = program.start(transactions, fixtures.foreign());
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

    private static void checkRows(FaultProgram program, CompletableFuture<?> block, List<Integer> rows, String where) {
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
