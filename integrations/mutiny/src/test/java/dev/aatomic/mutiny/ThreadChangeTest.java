package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that goes on on a thread of Mutiny's or of somebody else's, without a provider of context. */
@Tag("G10")
final class ThreadChangeTest {

    private static final Executor POOL = Infrastructure.getDefaultExecutor();
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Blocks blocks = new Blocks(Server.H2, 4);

    @AfterEach
    void close() {
        blocks.close();
    }

    /** Makes a Uni whose item arrives on a thread that is not of the block. */
    enum Change {
        EMIT_ON(() -> Uni.createFrom().item(1).emitOn(POOL)),
        DELAY(() -> Uni.createFrom().item(1).onItem().delayIt().by(MOMENT)),
        RUN_SUBSCRIPTION_ON(() -> Uni.createFrom().item(1).runSubscriptionOn(POOL)),
        STAGE(() -> Uni.createFrom().completionStage(() -> CompletableFuture.supplyAsync(() -> 1, later()))),
        EMITTER(() -> Uni.createFrom().emitter(emitter -> POOL.execute(() -> emitter.complete(1)))),
        FLOW_PUBLISHER(() -> {
            SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
            return Multi.createFrom()
                    .publisher(publisher)
                    .onSubscription()
                    .invoke(() -> {
                        publisher.submit(1);
                        publisher.close();
                    })
                    .toUni();
        }),
        MULTI_DELAY(() -> Multi.createFrom()
                .items(1, 1)
                .onItem()
                .call(() -> Uni.createFrom().nullItem().onItem().delayIt().by(MOMENT))
                .collect()
                .first()),
        MULTI_EMIT_ON(
                () -> Multi.createFrom().items(1, 1).emitOn(POOL).collect().last()),
        MULTI_TICKS(() -> Multi.createFrom().ticks().every(MOMENT).toUni().replaceWith(1)),
        COMBINED(() -> Uni.combine()
                .all()
                .unis(
                        Uni.createFrom().item(1).emitOn(POOL),
                        Uni.createFrom().item(2).emitOn(POOL))
                .with((one, two) -> one)),
        TIMEOUT(() -> Uni.createFrom()
                .<Integer>nothing()
                .ifNoItem()
                .after(MOMENT)
                .recoverWithUni(() -> Uni.createFrom().item(1))),
        RETRY_LATER(() -> {
            int[] attempts = {0};
            return Uni.createFrom()
                    .item(() -> {
                        if (attempts[0]++ == 0) {
                            throw new Boom();
                        }
                        return 1;
                    })
                    .onFailure()
                    .retry()
                    .withBackOff(MOMENT)
                    .atMost(2);
        });

        final Supplier<Uni<Integer>> uni;

        Change(Supplier<Uni<Integer>> uni) {
            this.uni = uni;
        }

        private static Executor later() {
            return CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, POOL);
        }
    }

    static Stream<Object[]> changes() {
        return Stream.of(Change.values())
                .flatMap(change -> Stream.of(Type.values()).map(type -> new Object[] {change, type}));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aStepBelongsToItsBlock(Change change, Type type) {
        Uni<Integer> uni =
                type.block(blocks.atomic(), () -> change.uni.get().chain(item -> blocks.mutiny.submit(insert(item))));
        assertThat(uni.await().indefinitely()).isEqualTo(1);
        assertThat(blocks.rows()).containsExactly(1);

        assertThatThrownBy(() -> type.<Integer>block(
                                blocks.atomic(),
                                () -> change.uni
                                        .get()
                                        .chain(item -> blocks.mutiny.submit(insert(2)))
                                        .onItem()
                                        .failWith(Boom::new))
                        .await()
                        .indefinitely())
                .isInstanceOf(Boom.class);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatFollowsAStepIsInItsBlock(Change change, Type type) {
        type.block(
                        blocks.atomic(),
                        () -> change.uni
                                .get()
                                .chain(() -> blocks.mutiny.submit(insert(1)))
                                .invoke(() -> blocks.transactions.submit(insert(2))))
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 2);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aNestedBlockIsASavepoint(Change change, Type type) {
        type.<Integer>block(
                        blocks.atomic(),
                        () -> change.uni
                                .get()
                                .chain(item -> type.<Integer>block(
                                                blocks.atomic(),
                                                () -> change.uni
                                                        .get()
                                                        .chain(() -> blocks.mutiny.submit(insert(1)))
                                                        .onItem()
                                                        .failWith(Boom::new))
                                        .onFailure(Boom.class)
                                        .recoverWithItem(0))
                                .chain(() -> type.block(
                                        blocks.atomic(),
                                        () -> change.uni.get().chain(() -> blocks.mutiny.submit(insert(2))))))
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(2);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsBoundIsInItsBlock(Change change, Type type) {
        type.block(
                        blocks.atomic(),
                        () -> MutinyTransactions.bind(change.uni.get())
                                .invoke(item -> blocks.transactions.submit(insert(item)))
                                .chain(() -> change.uni.get())
                                .plug(MutinyTransactions::bind)
                                .invoke(() -> blocks.transactions.submit(insert(2))))
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 2);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aHookIsOfItsBlock(Change change, Type type) {
        type.block(
                        blocks.atomic(),
                        () -> change.uni
                                .get()
                                .call(() -> blocks.mutiny.onCommit(() -> change.uni
                                        .get()
                                        .chain(() -> MutinyBlocks.uni(
                                                blocks.atomic(), () -> blocks.mutiny.submit(insert(2)))))))
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(2);
        assertThat(blocks.metrics().begun()).isEqualTo(2);
    }

    /** Those whose item may be there before anybody waits for it; then it goes on on the block's thread, and is in the block. */
    private static final Set<Change> PERHAPS_NONE =
            Set.of(Change.STAGE, Change.COMBINED, Change.FLOW_PUBLISHER, Change.RETRY_LATER);

    @ParameterizedTest
    @EnumSource
    void anOrdinaryStepFailsAndRollsBack(Change change) {
        Throwable failure = Await.end(MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> blocks.mutiny
                                .submit(insert(1))
                                .chain(() -> change.uni.get())
                                .invoke(() -> blocks.transactions.submit(insert(2))))
                .subscribeAsCompletionStage());

        if (failure == null && PERHAPS_NONE.contains(change)) {
            assertThat(blocks.rows()).containsExactly(1, 2);
        } else {
            assertThat(failure).isInstanceOf(NoTransactionException.class).hasMessageContaining("MutinyTransactions");
            assertThat(blocks.rows()).isEmpty();
        }
    }

    @Test
    void aMultiThatIsBoundIsInItsBlock() {
        MutinyBlocks.multi(
                        blocks.atomic(),
                        () -> MutinyTransactions.bind(
                                        Multi.createFrom().items(1, 2).emitOn(POOL))
                                .onItem()
                                .invoke(item -> blocks.transactions.submit(insert(item)))
                                .onRequest()
                                .invoke(count -> blocks.transactions.isRollbackOnly()))
                .collect()
                .last()
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 2);
    }

    @Test
    void withoutABlockAStepFailsAndWhatIsBoundIsAsItWas() {
        assertThatThrownBy(() -> blocks.mutiny.submit(insert(1)).await().indefinitely())
                .isInstanceOf(NoTransactionException.class);
        assertThatThrownBy(() -> blocks.mutiny
                        .onCommit(() -> Uni.createFrom().voidItem())
                        .await()
                        .indefinitely())
                .isInstanceOf(NoTransactionException.class);
        assertThat(MutinyTransactions.bind(Uni.createFrom().item(1)).await().indefinitely())
                .isEqualTo(1);
        assertThat(MutinyTransactions.bind(Multi.createFrom().items(1, 2))
                        .collect()
                        .last()
                        .await()
                        .indefinitely())
                .isEqualTo(2);
    }

    @Test
    void theSubscriberIsToldOutsideTheBlock() {
        Boolean isAny = MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> MutinyTransactions.bind(Uni.createFrom().item(1)))
                .map(item -> CurrentScopes.isAny())
                .await()
                .indefinitely();
        assertThat(isAny).isFalse();
    }
}
