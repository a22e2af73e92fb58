package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs a body again, and what keeps its item. */
@Tag("G9")
final class MutinyRetryTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        blocks.close();
    }

    private Uni<Integer> failingTwice() {
        int run = runs.incrementAndGet();
        Uni<Integer> row = blocks.mutiny.submit(insert(run));
        return run < 3 ? row.onItem().failWith(Boom::new) : row;
    }

    @ParameterizedTest
    @EnumSource
    void theBlockRunsItsBodyAgain(Type type) {
        Integer item = type.block(
                        blocks.atomic().retry(RetryPolicy.ofMaxAttempts(5).retryFor(Boom.class)), this::failingTwice)
                .await()
                .indefinitely();
        assertThat(item).isEqualTo(3);
        assertThat(blocks.rows()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void theRetryOfTheSubscriberIsANewBlock(Type type) {
        Integer item = type.block(blocks.atomic(), this::failingTwice)
                .onFailure()
                .retry()
                .atMost(5)
                .await()
                .indefinitely();
        assertThat(item).isEqualTo(3);
        assertThat(blocks.rows()).containsExactly(3);
        assertThat(blocks.metrics().begun()).isEqualTo(3);
        assertThat(blocks.metrics().rolledBack()).isEqualTo(2);
    }

    @Test
    void aStreamIsNotRunAgainOnceAnItemWasEmitted() {
        AssertSubscriber<Integer> subscriber = MutinyBlocks.multi(
                        blocks.atomic().retry(RetryPolicy.ofMaxAttempts(5).retryFor(Boom.class)), () -> {
                            runs.incrementAndGet();
                            return Multi.createBy()
                                    .concatenating()
                                    .streams(
                                            blocks.mutiny.submit(insert(1)).toMulti(),
                                            Multi.createFrom().<Integer>failure(new Boom()));
                        })
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(Boom.class);
        subscriber.assertItems(1);
        assertThat(runs).hasValue(1);
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatIsANewBlock(Type type) {
        type.block(blocks.atomic(), () -> blocks.mutiny.submit(insert(runs.incrementAndGet())))
                .repeat()
                .atMost(3)
                .collect()
                .last()
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 2, 3);
        assertThat(blocks.metrics().begun()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void aBlockThatIsMemoizedRunsOnce(Type type) {
        Uni<Integer> memoized = type.block(blocks.atomic(), () -> blocks.mutiny.submit(insert(runs.incrementAndGet())))
                .memoize()
                .indefinitely();
        assertThat(memoized.await().indefinitely()).isEqualTo(1);
        assertThat(memoized.await().indefinitely()).isEqualTo(1);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatIsMemoizedBelongsToTheFirstBlock(Type type) {
        Uni<Integer> memoized = blocks.mutiny.submit(insert(1)).memoize().indefinitely();
        Uni<Integer> first = type.block(blocks.atomic(), () -> memoized.onItem().failWith(Boom::new));
        assertThat(first.onFailure(Boom.class).recoverWithItem(0).await().indefinitely())
                .isZero();
        Integer second = type.block(blocks.atomic(), () -> memoized.call(() -> blocks.mutiny.submit(insert(2))))
                .await()
                .indefinitely();
        assertThat(second).isEqualTo(1);
        assertThat(blocks.rows()).containsExactly(2);
    }
}
