package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G15: a transaction that ends leaves nothing behind, and whoever waits for all to end waits for its caller to be told. */
@Tag("G15")
final class TransactionExitTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    /** It may close, too. */
    @Test
    void closeDoesNotWaitForWhatFollowsTheEnd() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            open.set(block());
            return stage;
        });
        Await.until("it is open", () -> open.get() != null);
        Services engine = open.get().engine;
        CompletableFuture<Void> after = block.thenRun(() -> seen.add("idle " + engine.unfinished.isEmpty()));

        engine.refuseBlocks();
        stage.complete(1);

        Await.value(after);
        assertThat(seen).containsExactly("idle true");
    }

    @Test
    void blockWhoseHooksHaveRunIsOver() {
        AtomicReference<BlockScope> left = new AtomicReference<>();
        transactions.atomic().run(() -> {
            BlockScope own = block();
            left.set(own);
            transactions.onCommit(() -> seen.add(String.valueOf(own.phase)));
        });

        assertThat(seen).containsExactly("HOOKS");
        assertThat(left.get().phase).isSameAs(ScopePhase.ENDED);
    }

    @Test
    @Tag("failures")
    void blockThatCommitsOnItsFailureIsToldThat() {
        IOException failure = new IOException("commits");

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(IOException.class)
                        .run(() -> {
                            transactions.submit(insert(1)).join();
                            throw failure;
                        }))
                .isSameAs(failure);

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    /** Nobody but the log could learn of it. */
    @Test
    void whatFailsAfterTheAnswerToCommitIsLogged() {
        List<Runnable> unanswered = new CopyOnWriteArrayList<>();
        AtomicBoolean broken = new AtomicBoolean();
        BlockScope block = new UnopenedBlocks(transactions)
                .outermost(
                        UnopenedBlocks.opener(() -> {
                            if (broken.getAndSet(false)) {
                                throw new IllegalStateException("broken");
                            }
                            return null;
                        }),
                        () -> transactions.submit(insert(1)).join(),
                        null,
                        false);
        fixtures.database.answerOn(unanswered::add);
        try (LogCapture log = new LogCapture()) {
            ScopeEntry.open(block, ThreadState.current());
            Await.until("COMMIT is sent", () -> !unanswered.isEmpty());
            broken.set(true);

            unanswered.forEach(Runnable::run);

            Await.until("it is logged", () -> log.count("What was left to do after a block's end failed") == 1);
        }
        assertThat(fixtures.database.rows()).containsExactly(1);
    }
}
