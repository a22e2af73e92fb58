package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a block does at its end, and when its subscriber hears of it. */
@Tag("G1")
final class MutinyBlocksEndTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);

    @AfterEach
    void close() {
        blocks.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingHappensWithoutASubscription(Type type) {
        AtomicInteger runs = new AtomicInteger();
        Uni<Integer> uni = type.block(blocks.atomic(), () -> blocks.mutiny.submit(insert(runs.incrementAndGet())));
        assertThat(runs).hasValue(0);
        assertThat(blocks.metrics().begun()).isZero();

        uni.await().indefinitely();
        uni.await().indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 2);
        assertThat(blocks.metrics().committed()).isEqualTo(2);
    }

    @Test
    void aUniEmitsAfterCommitAndHooks() {
        List<String> order = new ArrayList<>();
        Integer item = MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .submit(insert(1))
                                .invoke(() -> order.add("body " + blocks.rows()))
                                .call(() -> blocks.mutiny.onCommit(() ->
                                        Uni.createFrom().voidItem().invoke(() -> order.add("hook " + blocks.rows())))))
                .invoke(() -> order.add("item"))
                .await()
                .indefinitely();
        assertThat(item).isEqualTo(1);
        assertThat(order).containsExactly("body []", "hook [1]", "item");
    }

    @Test
    void aMultiEmitsAtOnceAndCompletesAfterCommitAndHooks() {
        List<String> order = new ArrayList<>();
        AssertSubscriber<Integer> subscriber = MutinyBlocks.multi(
                        blocks.atomic(),
                        () -> Multi.createFrom()
                                .items(1, 2)
                                .onItem()
                                .transformToUniAndConcatenate(item -> blocks.mutiny
                                        .submit(insert(item))
                                        .call(() -> blocks.mutiny.onCommit(() -> Uni.createFrom()
                                                .voidItem()
                                                .invoke(() -> order.add("hook " + blocks.rows()))))))
                .onItem()
                .invoke(item -> order.add("item " + blocks.rows()))
                .onCompletion()
                .invoke(() -> order.add("completion"))
                .subscribe()
                .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        subscriber.awaitCompletion().assertItems(1, 2);
        assertThat(order).containsExactly("item []", "item []", "hook [1, 2]", "hook [1, 2]", "completion");
    }

    @ParameterizedTest
    @EnumSource
    void aFailureRollsBackAndArrivesAsItWasThrown(Type type) {
        Boom boom = new Boom();
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic(),
                        () -> blocks.mutiny.submit(insert(1)).onItem().failWith(() -> boom))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isSameAs(boom);
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatThrowsRollsBack(Type type) {
        Boom boom = new Boom();
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(blocks.atomic(), () -> {
                    blocks.transactions.submit(insert(1));
                    throw boom;
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isSameAs(boom);
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatReturnsNullRollsBack(Type type) {
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(blocks.atomic(), () -> {
                    blocks.transactions.submit(insert(1));
                    return null;
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure())
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("returned null instead of a " + (type == Type.UNI ? "Uni" : "Multi"));
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nullAndEmptyCommit(Type type) {
        Object item = type.block(
                        blocks.atomic(), () -> blocks.mutiny.submit(insert(1)).replaceWithNull())
                .await()
                .indefinitely();
        assertThat(item).isNull();
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureThatIsNamedCommits(Type type) {
        Boom boom = new Boom();
        Uni<Integer> uni = type.block(
                blocks.atomic().noRollbackFor(Boom.class),
                () -> blocks.mutiny.submit(insert(1)).onItem().failWith(() -> boom));
        assertThatThrownBy(() -> uni.await().indefinitely()).isSameAs(boom);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void rollbackOnlyUndoesAndEmits(Type type) {
        Integer item = type.block(
                        blocks.atomic(),
                        () -> blocks.mutiny.submit(insert(1)).invoke(() -> blocks.transactions.setRollbackOnly(true)))
                .await()
                .indefinitely();
        assertThat(item).isEqualTo(1);
        assertThat(blocks.rows()).isEmpty();
    }

    @Test
    void whatIsNotOfThisLibraryIsRefused() {
        Atomic mock = (Atomic)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Atomic.class}, (p, m, a) -> null);
        assertThatThrownBy(() -> MutinyBlocks.uni(mock, () -> Uni.createFrom().nullItem()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no mock");
    }
}
