package dev.aatomic.mutiny;

import static dev.aatomic.mutiny.Blocks.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks in blocks. */
@Tag("G4")
@Tag("propagation")
final class MutinyNestingTest {

    private final Blocks blocks = new Blocks(Server.H2, 2);

    @AfterEach
    void close() {
        blocks.close();
    }

    private Uni<Integer> row(Type type, int value) {
        return type.block(blocks.atomic(), () -> blocks.mutiny.submit(insert(value)));
    }

    private Uni<Integer> failing(Type type, int value) {
        return type.block(
                blocks.atomic(),
                () -> blocks.mutiny.submit(insert(value)).onItem().failWith(Boom::new));
    }

    @ParameterizedTest
    @EnumSource
    void aNestedBlockThatFailsLeavesTheOuterOneToCommit(Type type) {
        type.block(
                        blocks.atomic(),
                        () -> row(type, 1)
                                .chain(() -> failing(type, 2))
                                .onFailure(Boom.class)
                                .recoverWithItem(0)
                                .chain(() -> row(type, 3)))
                .await()
                .indefinitely();
        assertThat(blocks.rows()).containsExactly(1, 3);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theOuterBlockThatFailsUndoesTheNested(Type type) {
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic(), () -> row(type, 1).onItem().failWith(Boom::new))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(Boom.class);
        assertThat(blocks.rows()).isEmpty();
    }

    /** Once its buffer is used up, {@code emitOn} asks for more on its own thread, and what is in front of it subscribes there. */
    @ParameterizedTest
    @EnumSource
    void theBlockThatIsSubscribedToWhereMoreIsAskedForIsNested(Type type) {
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic(),
                        () -> Multi.createFrom()
                                .range(0, 20)
                                .onItem()
                                .transformToUniAndConcatenate(value -> row(type, value))
                                .emitOn(Infrastructure.getDefaultExecutor(), 4)
                                .collect()
                                .asList()
                                .map(List::size)
                                .onItem()
                                .failWith(Boom::new))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(Boom.class);
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void childrenSideBySideAllCommit(Type type) {
        List<Uni<Integer>> children =
                IntStream.range(0, 20).mapToObj(i -> row(type, i)).toList();
        type.block(blocks.atomic(), () -> Uni.join().all(children).andFailFast().map(List::size))
                .await()
                .indefinitely();
        type.block(
                        blocks.atomic(),
                        () -> Uni.combine()
                                .all()
                                .unis(row(type, 20), row(type, 21))
                                .with(Integer::sum))
                .await()
                .indefinitely();
        type.block(
                        blocks.atomic(),
                        () -> Multi.createFrom()
                                .range(22, 40)
                                .onItem()
                                .transformToUniAndMerge(i -> row(type, i))
                                .collect()
                                .last())
                .await()
                .indefinitely();
        assertThat(blocks.rows()).isEqualTo(IntStream.range(0, 40).boxed().toList());
        assertThat(blocks.metrics().begun()).isEqualTo(3);
    }

    @Test
    void aStreamInABlockIsReadThere() {
        Integer sum = MutinyBlocks.uni(
                        blocks.atomic(),
                        () -> MutinyBlocks.multi(
                                        blocks.atomic(),
                                        () -> Multi.createFrom()
                                                .range(0, 10)
                                                .onItem()
                                                .transformToUniAndConcatenate(i -> blocks.mutiny.submit(insert(i))))
                                .collect()
                                .asList()
                                .chain(items -> row(Type.UNI, 10).map(last -> items.size() + last)))
                .await()
                .indefinitely();
        assertThat(sum).isEqualTo(20);
        assertThat(blocks.rows()).hasSize(11);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }

    @Test
    void aBlockBesideAStreamThatWaitsForItIsFreedByTheTimeout() {
        UniAssertSubscriber<Integer> subscriber = MutinyBlocks.uni(
                        blocks.atomic().timeout(Duration.ofSeconds(1)),
                        () -> MutinyBlocks.multi(
                                        blocks.atomic(),
                                        () -> Multi.createFrom().range(0, 10))
                                .onItem()
                                .transformToUniAndConcatenate(i -> row(Type.UNI, i))
                                .collect()
                                .last())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(TransactionTimedOutException.class);
        assertThat(blocks.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void requiresNewCommitsOnItsOwn(Type type) {
        UniAssertSubscriber<Integer> subscriber = type.<Integer>block(
                        blocks.atomic(),
                        () -> type.block(
                                        blocks.atomic().propagation(Propagation.REQUIRES_NEW),
                                        () -> blocks.mutiny.submit(insert(1)))
                                .chain(() -> blocks.mutiny.submit(insert(2)))
                                .onItem()
                                .failWith(Boom::new))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(Boom.class);
        assertThat(blocks.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void mandatoryIsRefusedOutside(Type type) {
        Uni<Integer> mandatory =
                type.block(blocks.atomic().propagation(Propagation.MANDATORY), () -> blocks.mutiny.submit(insert(1)));
        UniAssertSubscriber<Integer> subscriber = mandatory.subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(subscriber.awaitFailure().getFailure()).isInstanceOf(NoTransactionException.class);

        type.block(blocks.atomic(), () -> mandatory).await().indefinitely();
        assertThat(blocks.rows()).containsExactly(1);
    }

    @Test
    void aBlockIsAwaitedInABlockingBody() {
        Integer sum = blocks.atomic()
                .get(() -> row(Type.UNI, 1).await().indefinitely()
                        + failing(Type.UNI, 2)
                                .onFailure()
                                .recoverWithItem(0)
                                .await()
                                .indefinitely()
                        + row(Type.MULTI, 3).await().indefinitely()
                        + blocks.mutiny.submit(insert(5)).await().indefinitely());
        assertThat(sum).isEqualTo(9);
        assertThat(blocks.rows()).containsExactly(1, 3, 5);
        assertThat(blocks.metrics().begun()).isEqualTo(1);
    }
}
