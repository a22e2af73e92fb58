package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A resource whose COMMIT is answered later, on a thread of its own: the engine waits for that on none. */
final class CommitAnsweredLaterTest {

    /** COMMITs that were sent and are not answered. */
    private final BlockingQueue<Runnable> unanswered = new LinkedBlockingQueue<>();

    private final MemoryDatabase database = new MemoryDatabase(unanswered::add);
    private final List<Transactions> open = new ArrayList<>();

    /** One thread, so that whoever waited for the answer on it would keep all else from going on. */
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        database.answerOn(Runnable::run);
        unanswered.forEach(Runnable::run);
        Await.value(CompletableFuture.runAsync(() -> open.forEach(Transactions::close)));
        executor.shutdownNow();
        assertThat(database.open()).as("connections out").isZero();
    }

    private Transactions transactions(int connections) {
        return add(Transactions.builder().executor(executor).database("default", database.dataSource(), connections));
    }

    private Transactions add(Transactions.Builder builder) {
        Transactions built = builder.build();
        open.add(built);
        return built;
    }

    private Runnable sent() {
        Await.until("COMMIT is sent", () -> !unanswered.isEmpty());
        return unanswered.remove();
    }

    private void answer() {
        Await.value(CompletableFuture.runAsync(sent()));
    }

    @Test
    @Tag("G1")
    void callerIsToldWhenItIsAnswered() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Runnable answer = sent();

        assertThat(block).isNotDone();
        assertThat(database.open()).isEqualTo(1);
        answer.run();

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    @Tag("G3")
    void nobodyHasTheConnectionBefore() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Runnable answer = sent();
        CompletableFuture<Integer> second = transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)));

        // The one thread is free: it waits for no answer.
        Await.value(CompletableFuture.runAsync(() -> {}, executor));
        assertThat(second).isNotDone();
        assertThat(transactions.metrics().database("default").waiting()).isEqualTo(1);
        answer.run();

        Await.value(first);
        answer();
        Await.value(second);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    /** A continuation goes on in the block meanwhile, with a connection that the body has left open. */
    @Test
    @Tag("G3")
    void noCallReachesTheDriverBefore() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> foreign = new CompletableFuture<>();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Connection left = transactions.dataSource().getConnection();
            transactions
                    .bind(foreign)
                    .thenRun(() -> refused.complete(
                            catchThrowable(() -> left.prepareStatement("insert").close())));
            return transactions.submit(insert(1));
        });
        Runnable answer = sent();

        foreign.complete(2);

        assertThat(Await.value(refused)).isInstanceOf(SQLException.class).hasMessageContaining("has ended");
        answer.run();
        assertThat(Await.value(block)).isEqualTo(1);
    }

    @Test
    void refusedOneFailsTheBlock() {
        Transactions transactions = transactions(2);
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> transactions.submit(insert(7)));
        CompletableFuture<Integer> second = transactions.atomic().getStageAsync(() -> transactions.submit(insert(7)));
        List<Runnable> answers = List.of(sent(), sent());
        answers.forEach(Runnable::run);

        Await.value(first);
        assertThat(Await.cause(second))
                .isInstanceOf(TransactionSystemException.class)
                .hasMessageContaining("refused COMMIT")
                .hasCauseInstanceOf(SQLException.class);
        assertThat(database.rows()).containsExactly(7);
    }

    @Test
    void oneThatIsNotAnsweredInTimeIsUnknown() {
        Transactions transactions = add(Transactions.builder()
                .executor(executor)
                .commitTimeout(Duration.ofMillis(50))
                .database("default", database.dataSource(), 1));
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Runnable answer = sent();

        assertThat(Await.cause(block)).isInstanceOf(CommitOutcomeUnknownException.class);
        answer.run();

        assertThat(transactions.metrics().database("default").unknown()).isEqualTo(1);
        Await.until("the connection is thrown away", () -> database.open() == 0);
    }

    @Test
    @Tag("G17")
    void nobodysCodeRunsWhereItIsAnswered() {
        Transactions transactions = transactions(1);
        List<Thread> hooks = new CopyOnWriteArrayList<>();
        List<Thread> told = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> hooks.add(Thread.currentThread()));
            return transactions.submit(insert(1));
        });
        CompletableFuture<Boolean> after = block.thenApply(value -> told.add(Thread.currentThread()));
        Thread answering = new Thread(sent());
        answering.start();

        Await.value(after);
        Thread ours = Await.value(CompletableFuture.supplyAsync(Thread::currentThread, executor));
        assertThat(hooks).containsExactly(ours);
        assertThat(told).doesNotContain(answering);
    }

    @Test
    void blockingFormWaitsForIt() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> caller = CompletableFuture.supplyAsync(() ->
                transactions.atomic().get(() -> transactions.submit(insert(1)).join()));
        Runnable answer = sent();
        assertThat(caller).isNotDone();
        answer.run();

        assertThat(Await.value(caller)).isEqualTo(1);
    }

    @Test
    void closeWaitsForIt() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Runnable answer = sent();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(transactions::close);
        assertThat(closed).isNotDone();
        answer.run();

        Await.value(closed);
        assertThat(Await.value(block)).isEqualTo(1);
    }

    @Test
    void rollbackNeedsNoAnswer() {
        Transactions transactions = transactions(1);

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            transactions.setRollbackOnly(true);
            return CompletableFuture.completedFuture(1);
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void nestedBlockThatFailsIsUndoneAlone() {
        Transactions transactions = transactions(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> transactions
                            .submit(insert(2))
                            .thenCompose(value -> CompletableFuture.failedFuture(new IllegalStateException())))
                    .exceptionally(failed -> 3);
        });
        answer();

        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(database.rows()).containsExactly(1);
    }
}
