package dev.aatomic.runtime.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G15: closing looks at one database after another, and what a hook opens meanwhile in one that was idle before is waited for too. */
@Tag("G15")
final class CloseOverDatabasesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @RepeatedTest(10)
    void blockThatAHookOpensInADatabaseThatWasIdleIsWaitedFor() {
        PooledDatabase one = fixtures.database(Server.H2, 2);
        PooledDatabase two = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("one", one.source(), 2).database("two", two.source(), 2));
        CompletableFuture<Integer> first = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();
        CompletableFuture<Integer> third = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        CompletableFuture<Integer> withHook = transactions.atomic().using("two").getStageAsync(() -> {
            transactions.onCommit(
                    () -> opened.complete(transactions.atomic().using("one").getStageAsync(() -> third)));
            return first;
        });
        CompletableFuture<Integer> last = transactions.atomic().using("two").getStageAsync(() -> second);
        CompletableFuture<Boolean> isOverAtTheEnd = new CompletableFuture<>();
        Thread closing = new Thread(() -> {
            transactions.close();
            isOverAtTheEnd.complete(opened.join().isDone());
        });
        closing.start();
        Await.until("it waits", () -> closing.getState() == Thread.State.TIMED_WAITING);

        first.complete(1);
        Await.value(withHook);
        second.complete(1);
        Await.value(last);
        CompletableFuture<Integer> block = Await.value(opened);
        // Who closes has looked again, or has gone.
        Await.until("it waits or is over", () -> closing.getState() != Thread.State.RUNNABLE);
        third.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(Await.value(isOverAtTheEnd)).isTrue();
    }
}
