package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.ExecutorKind;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G17: whatever the executor does with a task, nobody else's body runs inside a block's end, nor inside {@code close()}. */
@Tag("G17")
final class EndRunsNobodyElseTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CountDownLatch firstIsTold = new CountDownLatch(1);

    private Transactions transactions(PooledDatabase database, ExecutorKind kind) {
        return transactions(database, kind, builder -> builder);
    }

    private Transactions transactions(
            PooledDatabase database, ExecutorKind kind, UnaryOperator<Transactions.Builder> settings) {
        Optional<Executor> executor = kind.start(fixtures.executors());
        Assumptions.assumeTrue(executor.isPresent(), "needs virtual threads");
        return fixtures.transactions(database, builder -> settings.apply(builder.executor(executor.get())));
    }

    /** E3: the end of the first block gives its connection to the second. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void e3CallerIsToldBeforeTheNextBodyIsOver(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 1), kind);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        CompletableFuture<Integer> second = transactions.atomic().getAsync(() -> {
            Await.latch(firstIsTold);
            return 2;
        });

        CompletableFuture<Boolean> completed = fixtures.foreign().call(() -> gate.complete(1));

        assertThat(Await.value(first)).isEqualTo(1);
        firstIsTold.countDown();
        assertThat(Await.value(second)).isEqualTo(2);
        assertThat(Await.value(completed)).isTrue();
    }

    /** E3: the first block is a blocking one, and one whose body is over when it is opened. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void e3BlockingCallerReturnsBeforeTheNextBodyIsOver(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 1), kind);
        CompletableFuture<CompletableFuture<Integer>> second = new CompletableFuture<>();

        CompletableFuture<Integer> first = fixtures.foreign()
                .call(() -> transactions.atomic().get(() -> {
                    second.complete(Await.value(fixtures.foreign()
                            .call(() -> transactions.atomic().getAsync(() -> {
                                Await.latch(firstIsTold);
                                return 2;
                            }))));
                    return 1;
                }));

        assertThat(Await.value(first)).isEqualTo(1);
        firstIsTold.countDown();
        assertThat(Await.value(Await.value(second))).isEqualTo(2);
    }

    /** E3: the body that opened a block gets its future before others' bodies run, where its own runs on the calling thread. */
    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "CALLER_RUNS"})
    void e3OpeningReturnsBeforeTheNextBodyIsOver(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 1), kind);
        CompletableFuture<CompletableFuture<Integer>> second = new CompletableFuture<>();

        CompletableFuture<CompletableFuture<Integer>> first = fixtures.foreign()
                .call(() -> transactions.atomic().getAsync(() -> {
                    second.complete(Await.value(fixtures.foreign()
                            .call(() -> transactions.atomic().getAsync(() -> {
                                Await.latch(firstIsTold);
                                return 2;
                            }))));
                    return 1;
                }));

        assertThat(Await.value(Await.value(first))).isEqualTo(1);
        firstIsTold.countDown();
        assertThat(Await.value(Await.value(second))).isEqualTo(2);
    }

    /** E3: the end of a block's child gives its connection to a body that needs the block to end. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void e3ChildThatItsParentWaitsForEnds(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 2), kind);
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CountDownLatch childIsOpen = new CountDownLatch(1);

        CompletableFuture<CompletableFuture<Integer>> parent = fixtures.foreign()
                .call(() -> transactions.atomic().getAsync(() -> {
                    CompletableFuture<Integer> child = independent.getStageAsync(() -> {
                        childIsOpen.countDown();
                        return gate;
                    });
                    return child.join();
                }));
        Await.latch(childIsOpen);
        CompletableFuture<Integer> other = transactions
                .atomic()
                .getAsync(() -> independent.getAsync(() -> 2).join());
        CompletableFuture<Boolean> completed = fixtures.foreign().call(() -> gate.complete(1));

        assertThat(Await.value(Await.value(parent))).isEqualTo(1);
        assertThat(Await.value(other)).isEqualTo(2);
        assertThat(Await.value(completed)).isTrue();
    }

    /** E3: the end of a child lets its parent end, whose hooks may take long. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void e3ChildIsToldBeforeItsParentIsOver(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 2), kind);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> child = new CompletableFuture<>();
        CompletableFuture<Integer> parent = transactions.atomic().getAsync(() -> {
            transactions.onCommit(() -> Await.latch(firstIsTold));
            child.complete(
                    transactions.atomic().propagation(Propagation.REQUIRES_NEW).getStageAsync(() -> gate));
            return 1;
        });

        CompletableFuture<Boolean> completed = fixtures.foreign().call(() -> gate.complete(2));

        assertThat(Await.value(Await.value(child))).isEqualTo(2);
        firstIsTold.countDown();
        assertThat(Await.value(parent)).isEqualTo(1);
        assertThat(Await.value(completed)).isTrue();
    }

    /** E3: what close() cancels ends on other threads. */
    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "CALLER_RUNS", "ONE_THREAD"})
    void e3CloseRunsNobodysCode(ExecutorKind kind) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                transactions(database, kind, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CompletableFuture<Thread> hook = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(() -> hook.complete(Thread.currentThread()));
            return transactions.submit(insert(1)).thenCompose(n -> new CompletableFuture<Integer>());
        });
        Await.until("the row was inserted", () -> database.source().names().contains("PreparedStatement.close"));

        CompletableFuture<Thread> closing = fixtures.foreign().call(() -> {
            transactions.close();
            return Thread.currentThread();
        });

        assertThat(Await.value(hook)).isNotSameAs(Await.value(closing));
        Await.end(block);
        assertThat(block.isCancelled()).isTrue();
        assertThat(database.rows()).isEmpty();
    }

    /** The stage that a body returned is cancelled with its block, and what the user does then may take long. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void e3DeadlineDoesNotWaitForWhatACancelStarts(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 2), kind);
        Atomic limited = transactions.atomic().timeout(Duration.ofMillis(50));
        CompletableFuture<Thread> first = new CompletableFuture<>();
        // Its body has to run before.
        transactions.atomic().timeout(Duration.ofSeconds(1)).getStageAsync(() -> heldUpWhenCancelled(first));

        Thread heldUp = Await.value(first);
        CompletableFuture<Integer> second = limited.getStageAsync(CompletableFuture<Integer>::new);

        assertThat(Await.failure(second)).isInstanceOf(TransactionTimedOutException.class);
        assertThat(heldUp.getName()).doesNotContain("timer");
        firstIsTold.countDown();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MANDATORY", "NEVER"},
            mode = EnumSource.Mode.EXCLUDE)
    void e3CloseDoesNotWaitForWhatACancelStarts(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CompletableFuture<Thread> on = new CompletableFuture<>();
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .propagation(propagation)
                .getStageAsync(() -> {
                    entered.complete(true);
                    return heldUpWhenCancelled(on);
                });
        Await.value(entered);

        CompletableFuture<Thread> closing = fixtures.foreign().call(() -> {
            transactions.close();
            return Thread.currentThread();
        });

        assertThat(Await.value(closing)).isNotSameAs(Await.value(on));
        assertThat(block).isCancelled();
        firstIsTold.countDown();
    }

    private CompletableFuture<Integer> heldUpWhenCancelled(CompletableFuture<Thread> on) {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            on.complete(Thread.currentThread());
            Await.latch(firstIsTold);
        });
        return stage;
    }
}
