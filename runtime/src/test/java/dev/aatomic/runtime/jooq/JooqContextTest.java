package dev.aatomic.runtime.jooq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Configuration;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G10 for jOOQ, which builds its own stages; and jOOQ's blocking and transactional calls in a block. */
@Tag("G10")
final class JooqContextTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static DSLContext dsl(Transactions transactions, Server server) {
        return AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);
    }

    private static CompletionStage<Integer> insert(DSLContext dsl, int value) {
        return dsl.insertInto(DSL.table("entry")).values(value).executeAsync();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void plainChainIsOneTransaction(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> insert(dsl, 1)
                        .thenCompose(n -> insert(dsl, 2))
                        .thenCompose(n -> transactions.atomic().getStageAsync(() -> insert(dsl, 3)))
                        .thenCompose(n -> insert(dsl, 4))));

        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(1);
    }

    @Test
    void continuationAttachedBeforeCompletionHasTheScope() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> insert(dsl, 1)
                        .thenApply(n -> transactions.scope().depth())
                        .thenCompose(depth -> insert(dsl, 2))));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void asyncFormsWithoutExecutorHaveTheScope() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> insert(dsl, 1)
                        .thenComposeAsync(fixtures.foreign()::later)
                        .thenComposeAsync(n -> {
                            assertThat(Foreign.isCurrent()).isFalse();
                            return insert(dsl, 2);
                        })
                        .thenApplyAsync(n -> transactions.scope().depth())));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void scopeIsLostAfterAForeignStageAndThatFailsLoudly() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> insert(dsl, 1)
                        .thenCompose(n -> CompletableFuture.supplyAsync(() -> n, fixtures.foreign()))
                        .thenComposeAsync(n -> insert(dsl, 2), fixtures.foreign())));

        assertNamesTheWaysOut(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void boundHeadKeepsTheScope() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(insert(dsl, 1))
                        .thenCompose(fixtures.foreign()::later)
                        .thenCompose(n -> insert(dsl, 2))
                        .thenApplyAsync(n -> n, fixtures.foreign())
                        .thenCompose(n -> insert(dsl, 3))));

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void withoutAScopeNothingRuns() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        assertThatThrownBy(() -> dsl.insertInto(DSL.table("entry")).values(1).execute())
                .satisfies(JooqContextTest::assertNamesTheWaysOut);
        assertThatThrownBy(() -> Await.thrown(insert(dsl, 1))).satisfies(JooqContextTest::assertNamesTheWaysOut);
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().calls()).isEmpty();
    }

    @Test
    void jooqsOwnTransactionWhereNoBlockIsOpenIsOutermost() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);

        dsl.transaction((Configuration c) -> {
            c.dsl().insertInto(DSL.table("entry")).values(1).execute();
            insert(c.dsl(), 2).toCompletableFuture().join();
            assertThat(database.rows()).isEmpty();
        });

        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(database.source().count("Connection.commit")).isEqualTo(1);
    }

    private static void assertNamesTheWaysOut(Throwable failure) {
        Throwable found = failure;
        while (found != null && !(found instanceof NoTransactionException)) {
            found = found.getCause();
        }
        assertThat(found)
                .as("a NoTransactionException in %s", failure)
                .isNotNull()
                .hasMessageContaining("bind(stage)")
                .hasMessageContaining("autocommit");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void autocommitContextServesJooq(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        transactions.autocommit(() -> {
            dsl.insertInto(DSL.table("entry")).values(1).execute();
            assertThat(database.rows()).containsExactly(1);
            assertThat(Await.value(insert(dsl, 2).toCompletableFuture())).isEqualTo(1);
            return 1;
        });

        assertThat(database.rows()).containsExactly(1, 2);
        // jOOQ completes its own stage, from inside the step.
        Await.until("the connection is back", () -> database.source().open() == 0);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockingCallsTakePartInEveryForm(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        transactions
                .atomic()
                .run(() -> dsl.insertInto(DSL.table("entry")).values(1).execute());
        Await.value(transactions
                .atomic()
                .runAsync(() -> dsl.insertInto(DSL.table("entry")).values(2).execute()));
        Await.value(transactions.atomic().getStageAsync(() -> {
            dsl.insertInto(DSL.table("entry")).values(3).execute();
            return insert(dsl, 4);
        }));

        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void jooqsOwnTransactionIsANestedBlock(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        transactions.atomic().run(() -> {
            dsl.insertInto(DSL.table("entry")).values(1).execute();
            dsl.transaction((Configuration c) ->
                    c.dsl().insertInto(DSL.table("entry")).values(2).execute());
            assertThatThrownBy(() -> dsl.transaction((Configuration c) -> {
                        c.dsl().insertInto(DSL.table("entry")).values(3).execute();
                        throw new IllegalStateException("inner");
                    }))
                    .hasStackTraceContaining("inner");
            dsl.insertInto(DSL.table("entry")).values(4).execute();
        });

        assertThat(database.rows()).containsExactly(1, 2, 4);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void jooqsTransactionResultAsyncTakesPart(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        int rows = Await.value(transactions
                .atomic()
                .getStageAsync(() -> dsl.transactionResultAsync(
                        c -> c.dsl().insertInto(DSL.table("entry")).values(1).execute())));

        assertThat(rows).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
        assertThat(database.source().count("Connection.commit")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedJooqStatementMarks(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        Throwable failure = Await.cause(transactions.atomic().getAsync(() -> {
            dsl.insertInto(DSL.table("entry")).values(1).execute();
            assertThatThrownBy(
                            () -> dsl.insertInto(DSL.table("entry")).values(1).execute())
                    .isInstanceOf(DataAccessException.class);
            return 1;
        }));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void lazyCursorLeavesTheLaneFreeBetweenFetches(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, server);

        transactions.atomic().run(() -> {
            for (int i = 0; i < 10; i++) {
                dsl.insertInto(DSL.table("entry")).values(i).execute();
            }
            try (Cursor<Record> cursor = dsl.resultQuery("select v from entry where v < 100 order by v")
                    .fetchSize(2)
                    .fetchLazy()) {
                while (cursor.hasNext()) {
                    int value = cursor.fetchNext().get(0, Integer.class);
                    dsl.insertInto(DSL.table("entry")).values(100 + value).execute();
                }
            }
        });

        assertThat(database.rows()).hasSize(20);
    }

    @Test
    void configurationOfTheUsersStays() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger heard = new AtomicInteger();
        Configuration configuration = DSL.using(SQLDialect.H2).configuration().deriveAppending(new ExecuteListener() {
            private static final long serialVersionUID = 1L;

            @Override
            public void executeEnd(ExecuteContext context) {
                heard.incrementAndGet();
            }
        });
        var connections = configuration.connectionProvider();
        DSLContext dsl = AatomicJooq.dsl(transactions, configuration);

        Await.value(transactions.atomic().getStageAsync(() -> insert(dsl, 1)));

        assertThat(heard).hasValue(1);
        assertThat(configuration.connectionProvider()).isSameAs(connections);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void contextOfANamedDatabaseMeansItsBlock() {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", first.source(), 1).database("other", second.source(), 1));
        DSLContext other = AatomicJooq.dsl(transactions.database("other"), SQLDialect.H2);

        Await.value(transactions
                .atomic()
                .using("other")
                .getStageAsync(() -> transactions.atomic().using("default").getStageAsync(() -> insert(other, 1))));
        Throwable failure = Await.cause(transactions.atomic().getStageAsync(() -> insert(other, 2)));

        assertNamesTheWaysOut(failure);
        assertThat(List.of(first.rows(), second.rows())).containsExactly(List.of(), List.of(1));
    }

    /** E2: the thread that sees to deadlines drops the statement, and what depends on that may wait for anything. */
    @Test
    void e2WhatDependsOnADroppedStatementHoldsUpNoOtherDeadline() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = dsl(transactions, Server.H2);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        CompletableFuture<Integer> other =
                transactions.atomic().timeout(Duration.ofSeconds(5)).getStageAsync(CompletableFuture::new);

        Throwable failure = Await.failure(transactions
                .atomic()
                .timeout(Duration.ofSeconds(1))
                .getStageAsync(() -> {
                    transactions.atomic().getStageAsync(CompletableFuture::new);
                    // Queued behind the nested block, which does not end.
                    return insert(dsl, 1).whenComplete((n, dropped) -> seen.complete(Await.failure(other)));
                }));

        assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
        assertThat(Await.value(seen)).isInstanceOf(TransactionTimedOutException.class);
    }
}
