package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G6: a step submitted on the lane's own thread runs there and then, however many follow it. */
@Tag("G6")
final class NoNeedlessHopTest {

    private static final int MILLION = 1_000_000;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions withoutDriver() {
        return fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 2));
    }

    @Test
    void stepOnTheLanesThreadIsDoneBeforeSubmitReturns() {
        Transactions transactions = withoutDriver();

        boolean inline = Await.value(transactions.atomic().getStageAsync(() -> {
            Thread body = Thread.currentThread();
            CompletableFuture<Thread> step = transactions.submit(connection -> Thread.currentThread());
            boolean done = step.isDone();
            return step.thenApply(thread -> done && thread == body && Thread.currentThread() == body);
        }));
        assertThat(inline).isTrue();

        Thread caller = Thread.currentThread();
        transactions.atomic().run(() -> {
            CompletableFuture<Thread> step = transactions.submit(connection -> Thread.currentThread());
            assertThat(step).isDone();
            assertThat(step.join()).isSameAs(caller);
        });
    }

    @Test
    void stepInAContinuationThatCameBackIsInlineToo() {
        Transactions transactions = withoutDriver();

        boolean inline = Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(connection -> 1)
                        .thenCompose(n -> fixtures.foreign().later(n))
                        .thenApply(n -> {
                            CompletableFuture<Thread> step = transactions.submit(connection -> Thread.currentThread());
                            return step.isDone() && step.join() == Thread.currentThread() && !Foreign.isCurrent();
                        })));

        assertThat(inline).isTrue();
    }

    @Test
    void stepRunsAfterWhatOthersQueuedEarlierOnThatSameThread() {
        Transactions transactions = withoutDriver();
        List<Integer> order = new ArrayList<>();

        Thread caller = Thread.currentThread();
        transactions.atomic().run(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<CompletableFuture<Thread>> queued = new CompletableFuture<>();
            CompletableFuture<Thread> own = scope.submit(connection -> {
                // While this step runs, another thread queues one.
                queued.complete(Await.value(fixtures.foreign()
                        .call(() -> scope.submit(c -> {
                            order.add(1);
                            return Thread.currentThread();
                        }))));
                return Thread.currentThread();
            });
            assertThat(own.join()).isSameAs(caller);
            scope.submit(connection -> order.add(2)).join();
            assertThat(queued.join().join()).isNotNull();
        });

        assertThat(order).containsExactly(1, 2);
    }

    @Test
    void stepSubmittedWhereTheScopeIsMerelyCurrentDoesNotRunThere() {
        Transactions transactions = withoutDriver();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        Scope scope = Await.value(entered);

        Thread ran = Await.value(Await.value(fixtures.foreign()
                .call(() -> scope.call(() -> transactions.submit(connection -> Thread.currentThread())))));

        assertThat(Foreign.isForeign(ran)).isFalse();
        gate.complete(1);
        Await.value(block);
    }

    @Test
    void eventLoopIsNeverBlockedByAStep() {
        Transactions transactions = withoutDriver();
        Scope scope = Await.value(transactions.atomic().enter());
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        scope.submit(connection -> {
            running.countDown();
            Await.latch(release);
            return 1;
        });
        Await.latch(running);

        CompletableFuture<Integer> second = Await.value(fixtures.foreign().call(() -> scope.submit(connection -> 2)));

        assertThat(second).isNotDone();
        release.countDown();
        assertThat(Await.value(second)).isEqualTo(2);
        Await.value(scope.exit());
    }

    @Test
    void nestedBlockOpenedOnTheLanesThreadRunsInline() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        boolean inline = Await.value(transactions.atomic().getStageAsync(() -> {
            Thread body = Thread.currentThread();
            CompletableFuture<Thread> child = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(connection -> {
                        insert(1).apply(connection);
                        return Thread.currentThread();
                    }));
            boolean done = child.isDone();
            return child.thenApply(thread -> done && thread == body);
        }));

        assertThat(inline).isTrue();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void recursiveChainOfAMillionStepsDoesNotOverflow() {
        Transactions transactions = withoutDriver();

        assertThat(Await.value(transactions.atomic().getStageAsync(() -> chain(transactions, MILLION))))
                .isZero();
    }

    private static CompletionStage<Integer> chain(Transactions transactions, int left) {
        return left == 0
                ? CompletableFuture.completedFuture(0)
                : transactions.submit(connection -> left - 1).thenCompose(next -> chain(transactions, next));
    }

    @Test
    void recursiveChainOutsideAnyBlockDoesNotOverflow() {
        Transactions transactions = withoutDriver();

        CompletionStage<Integer> outside = transactions.autocommit(() -> chain(transactions, MILLION / 10));

        assertThat(Await.value(outside.toCompletableFuture())).isZero();
    }

    @Test
    void stepThatSubmitsTheNextOneDoesNotOverflow() {
        Transactions transactions = withoutDriver();
        CompletableFuture<Integer> end = new CompletableFuture<>();

        assertThat(Await.value(transactions.atomic().getStageAsync(() -> {
                    next(transactions.scope(), MILLION, end);
                    return end;
                })))
                .isZero();
    }

    private static void next(Scope scope, int left, CompletableFuture<Integer> end) {
        scope.submit(connection -> left).thenAccept(value -> {
            if (value == 0) {
                end.complete(0);
            } else {
                next(scope, value - 1, end);
            }
        });
    }

    @Test
    void loopOfAMillionJoinsEnds() {
        Transactions transactions = withoutDriver();

        long sum = Await.value(transactions.atomic().getAsync(() -> joins(transactions)));
        long blocking = transactions.atomic().get(() -> joins(transactions));

        assertThat(sum).isEqualTo(MILLION);
        assertThat(blocking).isEqualTo(MILLION);
    }

    private static long joins(Transactions transactions) {
        long sum = 0;
        for (int i = 0; i < MILLION; i++) {
            sum += transactions.submit(connection -> 1).join();
        }
        return sum;
    }

    @Test
    void joinDeepInTheStackRunsWhatWasQueued() {
        Transactions transactions = withoutDriver();

        assertThat(Await.value(transactions.atomic().getAsync(() -> deep(transactions, 300))))
                .isEqualTo(300);
    }

    private static int deep(Transactions transactions, int left) {
        return left == 0
                ? 0
                : transactions
                        .submit(connection -> 1)
                        .thenApply(one -> one + deep(transactions, left - 1))
                        .join();
    }

    @Test
    void jooqsStagesChainAndJoinByTheHundredThousand() {
        Transactions transactions = withoutDriver();
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        int steps = MILLION / 10;

        assertThat(Await.value(transactions.atomic().getStageAsync(() -> jooqChain(dsl, steps))))
                .isZero();
        int sum = Await.value(transactions.atomic().getAsync(() -> {
            int rows = 0;
            for (int i = 0; i < steps; i++) {
                rows += dsl.query("update entry set v = v")
                        .executeAsync()
                        .toCompletableFuture()
                        .join();
            }
            return rows;
        }));

        assertThat(sum).isEqualTo(steps);
    }

    private static CompletionStage<Integer> jooqChain(DSLContext dsl, int left) {
        return left == 0
                ? CompletableFuture.completedFuture(0)
                : dsl.query("update entry set v = v").executeAsync().thenCompose(n -> jooqChain(dsl, left - 1));
    }

    @Test
    void joinOnAPlainFutureOverThisLibrarysStagesEnds() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> CompletableFuture.allOf(Stream.of(1, 2, 3)
                                .map(value -> transactions.submit(insert(value)))
                                .collect(Collectors.toList())
                                .toArray(CompletableFuture<?>[]::new))
                        .join());

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void interruptedThreadThatWaitsInAStepGoesOnHelping() {
        Transactions transactions = withoutDriver();

        int value = Await.value(transactions
                .atomic()
                .getAsync(() -> transactions
                        .submit(connection -> {
                            CompletableFuture<Integer> foreign = new CompletableFuture<>();
                            CompletableFuture<Integer> nested =
                                    transactions.atomic().getStageAsync(() -> foreign);
                            Thread.currentThread().interrupt();
                            fixtures.foreign().execute(() -> foreign.complete(1));
                            // Only this thread can end the nested block, since the step has the lane for itself.
                            int joined = nested.join();
                            return Thread.interrupted() ? joined : -1;
                        })
                        .join()));

        assertThat(value).isEqualTo(1);
    }

    /** K5: once the hooks of a blocking block are over its thread is the caller's own again, an event loop's perhaps. */
    @Test
    void k5ThreadThatHasRunHooksIsNoDispatchThread() {
        Transactions transactions = withoutDriver();

        boolean foreign = Await.value(fixtures.foreign().call(() -> {
            transactions.atomic().run(() -> transactions.onCommit(() -> {}));
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .run(() -> transactions.onCommit(() -> {
                                throw new IllegalStateException("hook");
                            })))
                    .isInstanceOf(AfterCommitException.class);
            transactions.autocommit(() -> {
                transactions.onCommit(() -> {});
                return 1;
            });
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Boolean> continued = new CompletableFuture<>();
            transactions
                    .atomic()
                    .run(() -> transactions.bind(gate).thenAccept(n -> continued.complete(Foreign.isCurrent())));
            gate.complete(1);
            return Await.value(continued);
        }));

        assertThat(foreign).isFalse();
    }
}
