package dev.aatomic.mutiny;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a subscriber asks for, and in which scope it is asked and told. */
final class MultiDemandTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);

    @AfterEach
    void close() {
        blocks.close();
    }

    @Test
    void noMoreIsMadeThanWasAskedFor() {
        AtomicInteger made = new AtomicInteger();
        AssertSubscriber<Integer> subscriber = MutinyBlocks.<Integer>multi(
                        blocks.atomic(),
                        () -> Multi.createFrom().generator(made::get, (state, emitter) -> {
                            emitter.emit(made.incrementAndGet());
                            return state;
                        }))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(2));
        subscriber.awaitItems(2);
        assertThat(made).hasValue(2);
        subscriber.request(3);
        subscriber.awaitItems(5);
        assertThat(made).hasValue(5);
        subscriber.cancel();
    }

    @Test
    void demandIsInTheBlockAndItemsAreInTheScopeOfTheSubscriber() {
        CountDownLatch wrong = new CountDownLatch(1);
        AtomicBoolean isAskedInBlock = new AtomicBoolean();
        AssertSubscriber<Integer> subscriber = MutinyBlocks.multi(
                        blocks.atomic(),
                        () -> Multi.createFrom().items(1, 2).onRequest().invoke(count -> {
                            // Refused outside a block.
                            isAskedInBlock.set(!blocks.transactions.isRollbackOnly());
                        }))
                .onItem()
                .invoke(item -> {
                    if (CurrentScopes.isAny()) {
                        wrong.countDown();
                    }
                })
                .subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        subscriber.awaitItems(1);
        assertThat(isAskedInBlock.getAndSet(false)).isTrue();
        subscriber.request(1);
        subscriber.awaitCompletion().assertItems(1, 2);
        assertThat(isAskedInBlock).isTrue();
        assertThat(wrong.getCount()).isEqualTo(1);
    }

    @Test
    void aTimeoutDuringAnItemIsToldAfterIt() {
        CountDownLatch timedOut = new CountDownLatch(1);
        AtomicBoolean isInItem = new AtomicBoolean();
        AtomicBoolean isToldInside = new AtomicBoolean();
        AssertSubscriber<Integer> subscriber = MutinyBlocks.multi(
                        blocks.atomic().timeout(Duration.ofSeconds(1)),
                        () -> Multi.createFrom().<Integer>emitter(emitter -> {
                            emitter.onTermination(timedOut::countDown);
                            Infrastructure.getDefaultExecutor().execute(() -> emitter.emit(1));
                        }))
                .onItem()
                .invoke(item -> {
                    isInItem.set(true);
                    Await.latch(timedOut);
                    isInItem.set(false);
                })
                .onFailure()
                .invoke(() -> isToldInside.set(isInItem.get()))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(TransactionTimedOutException.class);
        assertThat(isToldInside).isFalse();
    }
}
