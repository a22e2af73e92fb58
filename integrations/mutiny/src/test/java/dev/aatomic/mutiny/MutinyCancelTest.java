package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniSubscriber;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber that cancels, and a block that is stopped. */
@Tag("G7")
final class MutinyCancelTest {

    private final DroppedExceptions dropped = new DroppedExceptions();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private Blocks blocks = new Blocks(Server.H2, 2);

    @AfterEach
    void close() {
        clock.shutdownNow();
        blocks.close();
        dropped.close();
    }

    /** Makes the clock strike no earlier than that. */
    private ScheduledExecutorService clockFrom(CountDownLatch moment) {
        clock.execute(() -> Await.latch(moment));
        return clock;
    }

    /** A block that inserts a row and then never ends; what it does on cancel is noted. */
    private Uni<Integer> endless(Type type, CountDownLatch inserted, Queue<String> order) {
        return type.block(blocks.atomic(), () -> {
            blocks.transactions.onRollback(() -> order.add("rollback"));
            return blocks.mutiny
                    .submit(insert(1))
                    .chain(() -> Uni.createFrom().<Integer>emitter(emitter -> {
                        emitter.onTermination(() -> {
                            // Refused outside a block.
                            blocks.transactions.onRollback(() -> order.add("rollback of what was done on cancel"));
                            order.add("cancel");
                        });
                        inserted.countDown();
                    }));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCancelReachesTheBodyInItsBlockAndThenRollsBack(Type type) {
        CountDownLatch inserted = new CountDownLatch(1);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        Cancellable subscription = endless(type, inserted, order).subscribe().with(item -> order.add("item"));
        Await.latch(inserted);
        subscription.cancel();
        blocks.awaitNoneHeld();
        Await.until("hooks have run", () -> order.size() == 3);
        assertThat(order).containsExactly("cancel", "rollback", "rollback of what was done on cancel");
        assertThat(blocks.rows()).isEmpty();
        assertThat(dropped.taken).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theCancelOfAStageRollsBack(Type type) {
        CountDownLatch inserted = new CountDownLatch(1);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        CompletableFuture<Integer> future = endless(type, inserted, order).subscribeAsCompletionStage();
        Await.latch(inserted);
        future.cancel(true);
        blocks.awaitNoneHeld();
        assertThat(blocks.rows()).isEmpty();
        assertThat(order).contains("cancel");
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutOfTheSubscriberRollsBack(Type type) {
        CountDownLatch inserted = new CountDownLatch(1);
        Queue<String> order = new ConcurrentLinkedQueue<>();
        UniAssertSubscriber<Integer> subscriber = endless(type, inserted, order)
                .ifNoItem()
                .after(Duration.ofMillis(50))
                .on(clockFrom(inserted))
                .fail()
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(TimeoutException.class);
        blocks.awaitNoneHeld();
        assertThat(blocks.rows()).isEmpty();
        assertThat(order).contains("cancel");
    }

    @ParameterizedTest
    @EnumSource
    void aTimeoutOfTheBlockCancelsTheBody(Type type) {
        CountDownLatch cancelled = new CountDownLatch(1);
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic().timeout(Duration.ofSeconds(1)),
                        () -> blocks.mutiny
                                .submit(insert(1))
                                .chain(() -> Uni.createFrom()
                                        .<Integer>nothing()
                                        .onCancellation()
                                        .invoke(cancelled::countDown)))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(TransactionTimedOutException.class);
        Await.latch(cancelled);
        assertThat(blocks.rows()).isEmpty();
        assertThat(dropped.taken).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatWaitsForAConnectionDoesNotRunOnceCancelled(Type type) {
        CountDownLatch held = new CountDownLatch(2);
        CompletableFuture<Integer> release = new CompletableFuture<>();
        for (int i = 0; i < 2; i++) {
            blocks.atomic().getStageAsync(() -> {
                held.countDown();
                return release;
            });
        }
        Await.latch(held);
        AtomicInteger runs = new AtomicInteger();
        Cancellable waiting = type.block(blocks.atomic(), () -> {
                    runs.incrementAndGet();
                    return Uni.createFrom().item(1);
                })
                .subscribe()
                .with(item -> runs.incrementAndGet());
        waiting.cancel();
        release.complete(1);
        blocks.awaitNoneHeld();
        assertThat(Await.value(blocks.atomic().getAsync(() -> 1))).isEqualTo(1);
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelAfterCommitWasSentCommitsAndSignalsNothing(Type type) {
        AtomicReference<Cancellable> subscription = new AtomicReference<>();
        AtomicInteger signals = new AtomicInteger();
        CountDownLatch subscribed = new CountDownLatch(1);
        CountDownLatch hooked = new CountDownLatch(1);
        Uni<Integer> uni = type.block(blocks.atomic(), () -> {
            blocks.transactions.onCommit(() -> {
                Await.latch(subscribed);
                subscription.get().cancel();
                hooked.countDown();
            });
            return blocks.mutiny.submit(insert(1));
        });
        subscription.set(uni.subscribe().with(item -> signals.incrementAndGet(), failure -> signals.incrementAndGet()));
        subscribed.countDown();
        Await.latch(hooked);
        // Waits for the blocks to end.
        blocks.transactions.close();
        assertThat(blocks.rows()).containsExactly(1);
        assertThat(signals).hasValue(0);
    }

    @Test
    void aLateFailureGoesToTheHandlerOfDroppedExceptions() {
        Boom boom = new Boom();
        DeafUni deaf = new DeafUni();
        Cancellable subscription =
                MutinyBlocks.uni(blocks.atomic(), () -> deaf).subscribe().with(item -> {});
        UniSubscriber<? super Integer> body = Await.value(deaf.subscriber);
        subscription.cancel();
        blocks.awaitNoneHeld();
        body.onFailure(boom);
        assertThat(dropped.taken).containsExactly(boom);
    }

    @Test
    void aLateFailureOfAMultiGoesThereToo() {
        Boom boom = new Boom();
        CompletableFuture<MultiSubscriber<? super Integer>> subscribed = new CompletableFuture<>();
        Cancellable subscription = MutinyBlocks.<Integer>multi(blocks.atomic(), () -> new AbstractMulti<Integer>() {
                    @Override
                    public void subscribe(MultiSubscriber<? super Integer> subscriber) {
                        subscriber.onSubscribe(Subscriptions.empty());
                        subscribed.complete(subscriber);
                    }
                })
                .subscribe()
                .with(item -> {});
        MultiSubscriber<? super Integer> body = Await.value(subscribed);
        subscription.cancel();
        blocks.awaitNoneHeld();
        body.onFailure(boom);
        assertThat(dropped.taken).containsExactly(boom);
    }

    @Test
    void itemsThatAreEnoughRollBack() {
        Multi<Integer> multi = MutinyBlocks.multi(
                blocks.atomic(),
                () -> Multi.createFrom()
                        .items(1, 2)
                        .onItem()
                        .transformToUniAndConcatenate(item -> blocks.mutiny.submit(insert(item))));
        assertThat(multi.select().first(2).collect().asList().await().indefinitely())
                .containsExactly(1, 2);
        assertThat(multi.toUni().await().indefinitely()).isEqualTo(1);
        blocks.awaitNoneHeld();
        assertThat(blocks.rows()).isEmpty();

        assertThat(multi.collect().last().await().indefinitely()).isEqualTo(2);
        assertThat(blocks.rows()).containsExactly(1, 2);
    }

    @Test
    void oneItemOfAUniCommits() {
        Multi<Integer> multi = MutinyBlocks.uni(blocks.atomic(), () -> blocks.mutiny.submit(insert(1)))
                .toMulti();
        assertThat(multi.select().first().collect().first().await().indefinitely())
                .isEqualTo(1);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void aStreamWithoutDemandIsFreedByItsTimeout() {
        AssertSubscriber<Integer> subscriber = MutinyBlocks.multi(
                        blocks.atomic().timeout(Duration.ofSeconds(1)),
                        () -> Multi.createFrom().items(1, 2, 3))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(TransactionTimedOutException.class);
        subscriber.assertItems(1);
        blocks.awaitNoneHeld();
    }

    @ParameterizedTest
    @EnumSource
    void cancelsAtAnyMomentHoldNothing(Type type) {
        for (int i = 0; i < 300; i++) {
            int value = i;
            Cancellable subscription = type.<Integer>block(
                            blocks.atomic(),
                            () -> blocks.mutiny
                                    .submit(insert(value))
                                    .emitOn(Runnable::run)
                                    .chain(() -> blocks.mutiny.submit(insert(1000 + value))))
                    .subscribe()
                    .with(item -> {}, failure -> {});
            long until = System.nanoTime() + ThreadLocalRandom.current().nextInt(200_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            subscription.cancel();
        }
        blocks.awaitNoneHeld();
        Await.until(
                "all have ended",
                () -> blocks.metrics().active() + blocks.metrics().waiting() == 0);
        assertThat(
                        blocks.database.integers(
                                "select count(*) from entry a where not exists (select 1 from entry b where abs(a.v - b.v) = 1000)"))
                .containsExactly(0);
        // What a statement failed with because it was stopped may come while the cancel is on its way up to its step;
        // so may the
        // next one, which is refused.
        assertThat(dropped.taken)
                .allSatisfy(
                        failure -> assertThat(failure)
                                .isInstanceOfAny(TransactionManagementException.class, SQLException.class)
                                .message()
                                .containsAnyOf(
                                        "had failed or was cancelled",
                                        "was dropped before it ran",
                                        "canceled",
                                        "was ended by a failure, and is rolled back: java.util.concurrent.CancellationException"));
    }

    @Test
    void whatAStatementFailsWithWhileTheCancelIsOnItsWayIsDropped() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch isCut = new CountDownLatch(1);
        Cancellable subscription = MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> Uni.createFrom()
                                .item(1)
                                .emitOn(Infrastructure.getDefaultExecutor())
                                .chain(() -> blocks.mutiny
                                        .submit(connection -> {
                                            inStep.countDown();
                                            Await.latch(isCut);
                                            return insert(1).apply(connection);
                                        })
                                        .plug(step -> new SlowlyCancelledUni<>(step, () -> {
                                            isCut.countDown();
                                            Await.until("the step has failed", () -> !dropped.taken.isEmpty());
                                        }))))
                .subscribe()
                .with(item -> {}, failure -> {});
        Await.latch(inStep);
        subscription.cancel();
        blocks.awaitNoneHeld();
        assertThat(dropped.taken)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("had failed or was cancelled"));
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aCancelStopsTheStatementInFlight(Type type) {
        blocks.close();
        blocks = new Blocks(Server.POSTGRES, 2);
        Cancellable subscription = type.<Boolean>block(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .submit(insert(1))
                                .chain(() -> blocks.mutiny.submit(connection -> {
                                    try (Statement statement = connection.createStatement()) {
                                        return statement.execute(
                                                "select pg_sleep(3600) /* " + blocks.database.schema() + " */");
                                    }
                                })))
                .subscribe()
                .with(item -> {}, failure -> {});
        Await.until("it runs", () -> sleeping() == 1);
        subscription.cancel();
        Await.until("it is stopped", () -> sleeping() == 0);
        blocks.awaitNoneHeld();
        assertThat(blocks.rows()).isEmpty();
    }

    private int sleeping() {
        return blocks.database
                .integers("select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
                        + " and query like '%pg_sleep%" + blocks.database.schema() + " %'")
                .get(0);
    }

    @Test
    void aStepThatIsCancelledIsWaitedFor() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        UniAssertSubscriber<String> subscriber = MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .submit(connection -> {
                                    inStep.countDown();
                                    Await.latch(release);
                                    return "" + insert(1).apply(connection);
                                })
                                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                                .ifNoItem()
                                .after(Duration.ofMillis(50))
                                .on(clockFrom(inStep))
                                .recoverWithItem("went on")
                                .invoke(release::countDown))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitItem().getItem()).isEqualTo("went on");
        assertThat(blocks.rows()).containsExactly(1);
        assertThat(dropped.taken).isEmpty();
    }
}
