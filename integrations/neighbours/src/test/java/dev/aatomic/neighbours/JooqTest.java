package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.FlowAdapters;

/** jOOQ with each of its transaction calls: on the block's context, and on data sources. */
final class JooqTest {

    private static final Executor NEW_THREAD = task -> new Thread(task).start();

    /** The ways in which jOOQ begins a transaction. */
    enum Call {
        TRANSACTION {
            @Override
            void run(DSLContext dsl, Work work) {
                dsl.transaction(work::on);
            }
        },
        TRANSACTION_RESULT {
            @Override
            void run(DSLContext dsl, Work work) {
                dsl.transactionResult(configuration -> {
                    work.on(configuration);
                    return 1;
                });
            }
        },
        TRANSACTION_ASYNC {
            @Override
            void run(DSLContext dsl, Work work) {
                Await.value(dsl.transactionAsync(work::on).toCompletableFuture());
            }
        },
        TRANSACTION_RESULT_ASYNC {
            @Override
            void run(DSLContext dsl, Work work) {
                Await.value(dsl.transactionResultAsync(configuration -> {
                            work.on(configuration);
                            return 1;
                        })
                        .toCompletableFuture());
            }
        },
        TRANSACTION_ASYNC_ON_AN_EXECUTOR {
            @Override
            void run(DSLContext dsl, Work work) {
                Await.value(dsl.transactionAsync(NEW_THREAD, work::on).toCompletableFuture());
            }
        },
        TRANSACTION_PUBLISHER {
            @Override
            void run(DSLContext dsl, Work work) {
                Await.value(first(FlowAdapters.toFlowPublisher(dsl.transactionPublisher(configuration -> {
                    work.on(configuration);
                    return DSL.using(configuration).select(DSL.inline(1));
                }))));
            }
        };

        abstract void run(DSLContext dsl, Work work);
    }

    /** What is done in a transaction of jOOQ's. */
    @FunctionalInterface
    interface Work {
        void on(Configuration configuration);
    }

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.H2);

    private static CompletableFuture<Void> first(Flow.Publisher<?> publisher) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        publisher.subscribe(new Flow.Subscriber<Object>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Object item) {}

            @Override
            public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                ended.complete(null);
            }
        });
        return ended;
    }

    private static void insert(Configuration configuration, int value) {
        DSL.using(configuration).execute("insert into entry values (?)", value);
    }

    @ParameterizedTest
    @EnumSource
    void onTheBlocksContextNothingStaysOfABlockThatIsRolledBack(Call call) {
        DSLContext dsl = AatomicJooq.dsl(blocks.transactions(), SQLDialect.H2);

        blocks.rolledBack(() -> call.run(dsl, configuration -> insert(configuration, 1)));

        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void onTheBlocksContextItIsCommittedWithTheBlock(Call call) {
        DSLContext dsl = AatomicJooq.dsl(blocks.transactions(), SQLDialect.H2);

        blocks.committed(() -> call.run(dsl, configuration -> insert(configuration, 1)));

        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void onTheBlocksDataSourceNothingStaysOfABlockThatIsRolledBack(Call call) {
        DSLContext dsl = DSL.using(blocks.ofBlock(), SQLDialect.H2);

        assertThatThrownBy(() -> blocks.transactions().atomic().run(() -> {
                    call.run(dsl, configuration -> insert(configuration, 1));
                    throw new IllegalStateException("rolls back");
                }))
                .isNotNull();

        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_ASYNC.*")
    void onAGuardedPoolItIsRefusedInABlock(Call call) {
        DSLContext dsl = DSL.using(blocks.transactions().guard(blocks.pool()), SQLDialect.H2);

        assertThatThrownBy(() -> blocks.committed(() -> call.run(dsl, configuration -> insert(configuration, 1))))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(blocks.rows()).isEmpty();
    }

    /** On a thread of its own, which nobody can tell from one outside of blocks. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_ASYNC.*")
    void onAGuardedPoolItIsOnItsOwnOnAnotherThread(Call call) {
        DSLContext dsl = DSL.using(blocks.transactions().guard(blocks.pool()), SQLDialect.H2);

        blocks.rolledBack(() -> call.run(dsl, configuration -> insert(configuration, 1)));

        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void anAsynchronousTransactionThatFailsUndoesItsOwn() {
        DSLContext dsl = AatomicJooq.dsl(blocks.transactions(), SQLDialect.H2);
        IllegalStateException failure = new IllegalStateException("undoes it");

        blocks.committed(() -> {
            dsl.execute("insert into entry values (1)");
            assertThatThrownBy(() -> Await.value(dsl.transactionAsync(NEW_THREAD, configuration -> {
                                insert(configuration, 2);
                                throw failure;
                            })
                            .toCompletableFuture()))
                    .rootCause()
                    .isSameAs(failure);
        });
        Await.value(dsl.transactionAsync(NEW_THREAD, configuration -> insert(configuration, 3))
                .toCompletableFuture());

        assertThat(blocks.rows()).containsExactly(1, 3);
    }
}
