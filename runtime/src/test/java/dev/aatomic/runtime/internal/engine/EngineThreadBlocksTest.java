package dev.aatomic.runtime.internal.engine;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another library learns what is current on a thread for a database, and opens blocks there. */
@Tag("rooms")
final class EngineThreadBlocksTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final AtomicReference<ThreadBlocks> registered = new AtomicReference<>();
    private Transactions transactions;
    private ThreadBlocks blocks;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(
                1,
                builder -> builder.database("other", fixtures.source(), 1).enclosing(new EnclosingTransactions() {
                    @Override
                    public void register(ThreadBlocks given) {
                        registered.set(given);
                    }

                    @Override
                    public @Nullable EnclosingTransaction current(String database) {
                        return null;
                    }
                }));
        blocks = registered.get();
    }

    private void assertCurrent(String database, @Nullable Object current, boolean isBlock) {
        assertThat(blocks.current(database)).isSameAs(current);
        assertThat(blocks.isInBlock(database)).isEqualTo(isBlock);
    }

    @Test
    void currentIsTheInnermostOfTheDatabase() {
        assertCurrent("default", null, false);
        transactions.autocommit(() -> {
            assertCurrent("default", ThreadState.currentContext(), false);
            return 1;
        });
        transactions.atomic().run(() -> {
            Object outer = ThreadState.currentContext();
            assertCurrent("default", outer, true);
            transactions.atomic().using("other").run(() -> {
                assertCurrent("default", outer, true);
                assertCurrent("other", ThreadState.currentContext(), true);
            });
        });
        assertThatThrownBy(() -> blocks.current("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("using: found 'none'");
    }

    /** Two continuations are ready at once: the second must not run on top of the first, which is to end its block. */
    @Test
    void blocksOfContinuationsThatAreReadyTogetherDoNotWaitForEachOther() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Void> first = transactions.bind(answer).thenAccept(this::insertInBlockOfThread);
            CompletableFuture<Void> second =
                    transactions.bind(answer).thenAccept(value -> insertInBlockOfThread(value + 1));
            return CompletableFuture.allOf(first, second);
        });
        answer.complete(1);
        Await.value(block);

        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    private void insertInBlockOfThread(int value) {
        ThreadBlocks.OpenBlock block = blocks.open(transactions.atomic());
        Await.value(transactions.submit(insert(value)));
        block.end(null);
    }

    /** The same for blocks that are entered and exited. */
    @Test
    void enteredBlockDoesNotLetAContinuationWaitForItsExit() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Void> first = transactions
                    .bind(answer)
                    .thenCompose(value -> transactions
                            .atomic()
                            .enter()
                            .thenCompose(scope -> scope.submit(insert(value)).thenCompose(rows -> scope.exit())));
            CompletableFuture<Void> second = transactions
                    .bind(answer)
                    .thenAccept(value ->
                            transactions.atomic().run(() -> Await.value(transactions.submit(insert(value + 1)))));
            return CompletableFuture.allOf(first, second);
        });
        answer.complete(1);
        Await.value(block);

        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void blockIsOpenBetweenTwoCalls() {
        ThreadBlocks.OpenBlock block = blocks.open(transactions.atomic());
        assertThat(blocks.isInBlock("default")).isTrue();
        Await.value(transactions.submit(insert(1)));
        block.end(null);
        assertThat(blocks.isInBlock("default")).isFalse();
        ThreadBlocks.OpenBlock failed = blocks.open(transactions.atomic());
        Await.value(transactions.submit(insert(2)));
        failed.end(new IOException());

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void databasesAreKnownByTheirNames() {
        assertThat(transactions.metrics().databases()).containsOnlyKeys("default", "other");
        transactions
                .database("other")
                .atomic()
                .run(() -> assertThat(transactions.scope().database()).isEqualTo("other"));
        assertThatThrownBy(() -> transactions.database("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("database: found 'none'");
        assertThatThrownBy(() -> transactions.database(null)).hasMessage("name");
    }
}
