package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutiny's context: the body has what the subscriber has there, and a copy of its own. */
final class MutinyContextTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);

    @AfterEach
    void close() {
        blocks.close();
    }

    private static Uni<String> read(String key) {
        return Uni.createFrom()
                .context(context -> Uni.createFrom().item(context.getOrElse((Object) key, () -> "none")));
    }

    private static Uni<Context> context() {
        return Uni.createFrom().context(context -> Uni.createFrom().item(context));
    }

    @ParameterizedTest
    @EnumSource
    void theBodyHasWhatTheSubscriberHas(Type type) {
        assertThat(type.block(blocks.atomic(), () -> read("user").emitOn(Runnable::run))
                        .awaitUsing(Context.of("user", "ann"))
                        .indefinitely())
                .isEqualTo("ann");
    }

    @Test
    void aMultiHasWhatItsSubscriberHas() {
        AssertSubscriber<String> subscriber = MutinyBlocks.multi(
                        blocks.atomic(),
                        () -> Multi.createFrom()
                                .context(context -> Multi.createFrom().items(context.<String>get((Object) "user"))))
                .subscribe()
                .withSubscriber(new AssertSubscriber<>(Context.of("user", "ann"), 1, false));
        subscriber.awaitCompletion().assertItems("ann");
    }

    @Test
    void whatTheBodyPutsThereStaysInTheBlock() {
        Context outer = Context.of("user", "ann");
        Context inner = MutinyBlocks.uni(
                        blocks.atomic(), () -> context().invoke(context -> context.put((Object) "user", "bob")))
                .awaitUsing(outer)
                .indefinitely();
        assertThat(inner.<String>get((Object) "user")).isEqualTo("bob");
        assertThat(outer.keys()).containsExactly("user");
        assertThat(outer.<String>get((Object) "user")).isEqualTo("ann");
    }

    @Test
    void theScopeOfANestedBlockIsNotThatOfTheBlockAroundIt() {
        Collection<Context> contexts = new ConcurrentLinkedQueue<>();
        MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> context()
                                .invoke(contexts::add)
                                .chain(() -> MutinyBlocks.uni(
                                                blocks.atomic(), () -> context().invoke(contexts::add))
                                        .chain(() -> context().invoke(contexts::add))))
                .await()
                .indefinitely();
        List<Object> scopes = contexts.stream()
                .map(context -> context.get((Object) "dev.aatomic.scope"))
                .toList();
        assertThat(scopes).hasSize(3);
        assertThat(scopes.get(0)).isSameAs(scopes.get(2)).isNotSameAs(scopes.get(1));
    }

    @Test
    void anAttemptThatWasRolledBackLeavesNothingThere() {
        Collection<String> found = new ConcurrentLinkedQueue<>();
        MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> read("attempt")
                                .invoke(found::add)
                                .chain(() -> context().map(context -> {
                                    context.put((Object) "attempt", "failed");
                                    if (found.size() == 1) {
                                        throw new Boom();
                                    }
                                    return 1;
                                })))
                .onFailure()
                .retry()
                .atMost(1)
                .await()
                .indefinitely();
        assertThat(found).containsExactly("none", "none");
    }

    @Test
    void childrenSideBySideHaveTheirOwn() {
        Uni<List<Integer>> children = Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(child -> MutinyBlocks.uni(
                                        blocks.atomic(),
                                        () -> context()
                                                .invoke(context -> context.put((Object) "child", child))
                                                .emitOn(
                                                        io.smallrye.mutiny.infrastructure.Infrastructure
                                                                .getDefaultExecutor())
                                                .chain(() -> blocks.mutiny.submit(insert(child)))
                                                .chain(() -> context()
                                                        .map(context -> context.<Integer>get((Object) "child")))
                                                .chain(own -> own % 2 == 0
                                                        ? Uni.createFrom().item(own)
                                                        : Uni.createFrom().failure(new Boom())))
                                .onFailure(Boom.class)
                                .recoverWithItem(-1))
                        .toList())
                .andFailFast();
        List<Integer> items =
                MutinyBlocks.uni(blocks.atomic(), () -> children).await().indefinitely();
        List<Integer> even =
                IntStream.range(0, 20).filter(i -> i % 2 == 0).boxed().toList();
        assertThat(items)
                .isEqualTo(IntStream.range(0, 20)
                        .map(i -> i % 2 == 0 ? i : -1)
                        .boxed()
                        .toList());
        assertThat(blocks.rows()).isEqualTo(even);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }
}
