package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G2: how a block ends whose turn does not come, and that it leaves nothing behind. */
@Tag("G2")
final class UnenteredExitTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void blockThatCannotEvenAskForItsTurnIsNotEntered(boolean blocking) {
        UnopenedBlocks unopened =
                new UnopenedBlocks(transactions.atomic().named("order").timeout(Duration.ofHours(1)));
        unopened.engine().dispatcher.shutdown();
        BlockScope block =
                blocking ? unopened.blocking(null, () -> ran.add("ran")) : unopened.outermost(() -> ran.add("ran"));
        String refused = "Block 'order' was refused because these transactions are closed";

        assertThatThrownBy(() -> {
                    if (blocking) {
                        ScopeEntry.openHere(block);
                    } else {
                        ScopeEntry.open(block, ThreadState.current());
                    }
                })
                .hasMessage(refused);

        assertThat(block.future.isDone()).isTrue();
        assertThat(Await.cause(block.future)).hasMessage(refused);
        assertThat(block.phase).isSameAs(ScopePhase.ENDED);
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a limit", "an opener", "a retry"})
    void blockThatWasCutShortBeforeItWasQueuedLeavesTheQueue(String why) {
        Atomic atomic = transactions.atomic();
        UnopenedBlocks unopened =
                new UnopenedBlocks(why.equals("a retry") ? atomic.retry(RetryPolicy.ofMaxAttempts(2)) : atomic);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> stage);
        IllegalStateException reason = new IllegalStateException("cut short");
        BlockScope late = unopened.outermost(
                why.equals("an opener") ? UnopenedBlocks.opener(() -> null) : null, () -> ran.add("ran"), null, false);
        if (why.equals("a limit")) {
            late.timeout = new ScopeTimeout(0L);
        }
        UnopenedBlocks.cut(late, reason);

        ScopeEntry.open(late, ThreadState.current());

        assertThat(Await.cause(late.future)).isSameAs(reason);
        assertThat(late.phase).isSameAs(ScopePhase.ENDED);
        assertThat(transactions.metrics().database("default").waiting()).isZero();
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
        stage.complete(1);
        Await.value(first);
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatNobodyCutShortStaysInTheQueue() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> stage);
        BlockScope waiting = unopened.outermost(() -> ran.add("ran"));
        ScopeEntry.open(waiting, ThreadState.current());

        UnenteredExit.leaveQueueIfAborted(waiting);

        assertThat(waiting.phase).isSameAs(ScopePhase.WAITING);
        assertThat(transactions.metrics().database("default").waiting()).isEqualTo(1);
        stage.complete(1);
        Await.value(first);
        Await.value(waiting.future);
        assertThat(ran).hasSize(1);
    }

    @Test
    void blockThatIsOpenIsNotDropped() {
        Await.value(transactions.atomic().runAsync(() -> {
            block().drop(new IOException("dropped"));
            transactions.submit(insert(1)).join();
        }));

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whatCutABlockShortIsToldThoughItIsDroppedToo() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        BlockScope cut = unopened.outermost(() -> ran.add("ran"));
        IllegalStateException reason = new IllegalStateException("cut short");
        UnopenedBlocks.cut(cut, reason);
        BlockScope other = unopened.outermost(() -> ran.add("ran"));
        IOException dropped = new IOException("dropped");

        cut.drop(dropped);
        other.drop(dropped);

        assertThat(Await.cause(cut.future)).isSameAs(reason);
        assertThat(Await.cause(other.future)).hasCause(dropped);
        assertThat(other.phase).isSameAs(ScopePhase.ENDED);
    }

    /** Which another block of its database has open beside it. */
    @Test
    void nestedBlockThatIsRefusedHoldsUpNobody() {
        UnopenedBlocks unopened = new UnopenedBlocks(fixtures.transactions(2));
        BlockScope over = unopened.outermost(() -> {});
        synchronized (over.lane) {
            over.phase = ScopePhase.ENDED;
        }
        BlockScope opener = unopened.outermost(() -> {});
        synchronized (opener.lane) {
            opener.become(ScopePhase.OPEN);
        }
        BlockScope refused = new BlockScope(over, over.settings, opener, Body.of(() -> ran.add("ran")), false);
        ChildTransactions.add(opener, refused, false);
        CompletableFuture<Void> clock = new CompletableFuture<>();
        ScopeCancellation.timeout(refused).start(clock);

        ScopeEntry.open(refused, ThreadState.current());

        assertThat(Await.cause(refused.future)).hasMessageStartingWith("Work was refused because block 'order' has");
        assertThat(refused.phase).isSameAs(ScopePhase.ENDED);
        assertThat(ChildTransactions.of(opener)).isEmpty();
        assertThat(clock).isCancelled();
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatTheExecutorHasNotBegunLeavesIt() {
        List<Runnable> tasks = new CopyOnWriteArrayList<>();
        Transactions slow = fixtures.transactions(1, builder -> builder.executor(tasks::add));
        BlockScope block = new UnopenedBlocks(slow).outermost(() -> ran.add("ran"));
        ScopeEntry.open(block, ThreadState.current());
        IllegalStateException reason = new IllegalStateException("aborted");

        assertThat(block.abort(reason)).isTrue();

        assertThat(block.phase).isSameAs(ScopePhase.ENDED);
        assertThat(slow.metrics().database("default").active()).isZero();
        tasks.forEach(Runnable::run);
        assertThat(Await.cause(block.future)).isSameAs(reason);
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatWaitedForTooLongSaysWhy() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});

        block.expire("it waited");

        assertThat(Await.cause(block.future))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'order' was not entered: it waited. Its body did not run. ")
                .hasNoCause();
    }
}
