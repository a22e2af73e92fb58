package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.OwnStage;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G1: a block ends when the stage returned by its body completes, whatever kind of stage it is. */
@Tag("G1")
final class StageDecidesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<Arguments> kindsOfStage() {
        return Stream.of(
                kind("CompletableFuture", source -> source),
                kind("dependent CompletableFuture", source -> source.thenApply(value -> value)),
                kind("minimal stage", CompletableFuture::minimalCompletionStage),
                kind("stage of somebody's own", OwnStage::of));
    }

    private static Arguments kind(String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        return Arguments.of(name, stageOf);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kindsOfStage")
    void incompleteStageKeepsTheBlockOpen(
            String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.database("default").scope());
            return stageOf.apply(gate);
        });
        Scope scope = Await.value(entered);
        Await.value(scope.submit(insert(1)));

        assertThat(block).isNotDone();
        assertThat(database.rows()).isEmpty();
        fixtures.foreign().execute(() -> gate.complete(42));
        assertThat(Await.value(block)).isEqualTo(42);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kindsOfStage")
    void incompleteStageThatFailsLaterRollsBack(
            String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        IOException failure = new IOException("later");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return stageOf.apply(gate);
        });
        fixtures.foreign().execute(() -> gate.completeExceptionally(failure));

        assertThat(Await.failure(block)).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kindsOfStage")
    void completeStageCommits(String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return stageOf.apply(CompletableFuture.completedFuture(42));
        });

        assertThat(Await.value(block)).isEqualTo(42);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kindsOfStage")
    void failedStageRollsBackWithTheUsersOwnException(
            String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        for (Throwable failure : new Throwable[] {
            new IOException("checked"), new IllegalStateException("unchecked"), new AssertionError("error")
        }) {
            PooledDatabase database = fixtures.database(Server.H2, 1);
            Transactions transactions = fixtures.transactions(database);

            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(1));
                return stageOf.apply(CompletableFuture.failedFuture(failure));
            });

            assertThat(Await.failure(block)).isSameAs(failure);
            assertThat(database.rows()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kindsOfStage")
    void cancelledStageRollsBack(String name, Function<CompletableFuture<Integer>, CompletionStage<Integer>> stageOf) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> cancelled = new CompletableFuture<>();
            cancelled.cancel(true);
            return stageOf.apply(cancelled);
        });

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void wrappersAroundTheFailureAreTakenOff() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("inside");

        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> CompletableFuture.failedFuture(
                                new CompletionException(new ExecutionException(new CompletionException(failure)))))))
                .isSameAs(failure);
        assertThat(Await.failure(transactions.atomic().getStageAsync(() -> {
                    throw new CompletionException(failure);
                })))
                .isSameAs(failure);
    }

    @Test
    void stageToWhichNothingCanBeAttachedIsAFailedBody() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IllegalStateException failure = new IllegalStateException("cannot attach");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return OwnStage.<Integer>throwing(failure);
        });

        assertThat(Await.failure(block)).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void jooqStageDecides(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        var dsl = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> dsl.insertInto(DSL.table("entry"))
                        .values(1)
                        .executeAsync()
                        .thenCompose(n -> fixtures.foreign().later(n))
                        .thenComposeAsync(n ->
                                dsl.insertInto(DSL.table("entry")).values(2).executeAsync()));

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void failedJooqStageRollsBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        var dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> dsl.insertInto(DSL.table("entry"))
                        .values(1)
                        .executeAsync()
                        .thenCompose(n ->
                                dsl.insertInto(DSL.table("entry")).values(1).executeAsync()));

        assertThat(Await.failure(block)).isInstanceOf(DataAccessException.class);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void bodyThatThrowsRollsBack(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        for (Throwable failure : new Throwable[] {
            new IOException("checked"), new IllegalStateException("unchecked"), new AssertionError("error")
        }) {
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(1));
                throw failure;
            });

            assertThat(Await.failure(block)).isSameAs(failure);
            assertThat(database.rows()).isEmpty();
        }
    }

    @Test
    void bodyThatReturnsNullRollsBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions.atomic().<Integer>getStageAsync(() -> {
            transactions.submit(insert(1));
            return null;
        });

        assertThat(Await.failure(block)).hasMessageContaining("null");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void nestedBodyThatReturnsNullRollsBackToItsSavepoint() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> nested = transactions.atomic().<Integer>getStageAsync(() -> {
                transactions.submit(insert(2));
                return null;
            });
            return nested.exceptionally(failure -> 7);
        });

        assertThat(Await.value(block)).isEqualTo(7);
        assertThat(database.rows()).containsExactly(1);
    }
}
