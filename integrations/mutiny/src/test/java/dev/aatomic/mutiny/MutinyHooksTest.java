package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks that are a Uni. */
@Tag("hooks")
final class MutinyHooksTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        blocks.close();
    }

    private Uni<Void> hook(String name) {
        return blocks.mutiny.onCommit(() -> Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(5))
                .invoke(() -> order.add(name + " " + blocks.rows())));
    }

    @ParameterizedTest
    @EnumSource
    void hooksRunInOrderAndAreWaitedFor(Type type) {
        type.block(
                        blocks.atomic(),
                        () -> hook("first").chain(() -> hook("second")).chain(() -> blocks.mutiny.submit(insert(1))))
                .invoke(() -> order.add("item"))
                .await()
                .indefinitely();
        assertThat(order).containsExactly("first [1]", "second [1]", "item");
    }

    @ParameterizedTest
    @EnumSource
    void hooksOfABlockThatFailsDoNotRun(Type type) {
        type.<Integer>block(
                        blocks.atomic(),
                        () -> type.<Void>block(
                                        blocks.atomic(),
                                        () -> hook("inner").onItem().failWith(Boom::new))
                                .onFailure(Boom.class)
                                .recoverWithNull()
                                .chain(() -> hook("outer"))
                                .replaceWith(1))
                .await()
                .indefinitely();
        assertThat(order).containsExactly("outer []");
    }

    @ParameterizedTest
    @EnumSource
    void theFailureOfAHookSaysThatTheBlockHasCommitted(Type type) {
        Boom boom = new Boom();
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .onCommit(() -> Uni.createFrom().failure(boom))
                                .chain(() -> blocks.mutiny.submit(insert(1))))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure())
                .isInstanceOf(AfterCommitException.class)
                .hasCause(boom);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void aHookHasMutinysContextAndNoBlock(Type type) {
        type.block(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .onCommit(() -> Uni.createFrom().context(context -> {
                                    order.add(context.keys().toString());
                                    return MutinyBlocks.uni(blocks.atomic(), () -> blocks.mutiny.submit(insert(2)));
                                }))
                                .chain(() -> blocks.mutiny.submit(insert(1))))
                .awaitUsing(Context.of("user", "ann"))
                .indefinitely();
        assertThat(order).containsExactly("[user]");
        assertThat(blocks.rows()).containsExactly(1, 2);
        assertThat(blocks.metrics().begun()).isEqualTo(2);
    }
}
