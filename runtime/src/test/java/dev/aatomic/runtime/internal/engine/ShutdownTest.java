package dev.aatomic.runtime.internal.engine;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G15: what is open is waited for, then cancelled, then given up, and whoever waits for it is told in each case. */
@Tag("G15")
final class ShutdownTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    private void open(int connections, UnaryOperator<Transactions.Builder> settings) {
        transactions = fixtures.transactions(connections, settings);
    }

    private void openWithin(Duration closeTimeout) {
        open(1, builder -> builder.closeTimeout(closeTimeout));
    }

    /** Closes on a thread of its own. */
    private final class Closing extends Thread {

        private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        Closing() {
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try {
                transactions.close();
                closed.complete(isInterrupted());
            } catch (Throwable t) {
                closed.completeExceptionally(t);
            }
        }

        /** Whether the thread's flag is set when it is done. */
        boolean isInterruptedAtTheEnd() {
            return Await.value(closed);
        }
    }

    private boolean isClosed() {
        CompletableFuture<?> probe = transactions.atomic().runAsync(() -> {});
        boolean refused = probe.isCompletedExceptionally();
        probe.cancel(true);
        return refused;
    }

    /** Closes, and waits until new blocks are refused. */
    private Closing closing() {
        Closing closing = new Closing();
        Await.until("new blocks are refused", this::isClosed);
        return closing;
    }

    // ---- drains

    @Test
    void whatIsOpenAndWhatWaitsComesToItsEnd() {
        openWithin(Duration.ofMinutes(1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions
                .atomic()
                .getStageAsync(() -> transactions.bind(gate).thenCompose(n -> transactions.submit(insert(1))));
        CompletableFuture<Integer> second = transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)));

        Closing closing = closing();
        assertThat(closing.closed).isNotDone();
        gate.complete(1);

        Await.value(first);
        Await.value(second);
        assertThat(closing.isInterruptedAtTheEnd()).isFalse();
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void hooksAreWaitedForAndMayOpenBlocks() {
        openWithin(Duration.ofMinutes(1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<?> block = transactions
                .atomic()
                .runAsync(() -> transactions.onCommitAsync(() -> {
                    ran.add("hook");
                    return transactions
                            .bind(gate)
                            .thenCompose(
                                    n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
                }));
        Await.until("the hook has begun", () -> ran.size() == 1);

        Closing closing = closing();
        assertThat(closing.closed).isNotDone();
        gate.complete(1);

        Await.end(block);
        assertThat(closing.isInterruptedAtTheEnd()).isFalse();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    /** In a hook that is over, too: those that are not would be waited for. */
    @Test
    void nothingIsOpenedOnceAllIsClosed() {
        openWithin(Duration.ofMinutes(1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        transactions
                .atomic()
                .run(() -> transactions.onCommit(() -> transactions
                        .bind(gate)
                        .thenCompose(n -> transactions.atomic().runAsync(() -> {}))
                        .whenComplete((value, failure) -> refused.complete(failure))));

        transactions.close();
        gate.complete(1);

        assertThat(Await.value(refused)).hasRootCauseInstanceOf(TransactionManagementException.class);
        assertThat(ThreadState.current().isReserved()).isFalse();
        transactions.close();
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("aatomic-"));
        return threads;
    }

    @Test
    void noThreadStays() {
        Set<Thread> before = threads();
        transactions = Transactions.builder()
                .database("default", fixtures.source(), 1)
                .warnIfHeldLongerThan(Duration.ofHours(1))
                .build();
        Await.value(
                transactions.atomic().timeout(Duration.ofHours(1)).getStageAsync(() -> transactions.submit(insert(1))));
        Set<Thread> started = threads();
        started.removeAll(before);
        assertThat(started).isNotEmpty();

        transactions.close();

        Await.until("all have ended", () -> started.stream().noneMatch(Thread::isAlive));
    }

    // ---- cancels

    @Test
    void whatIsOpenAfterTheLimitIsCancelled() {
        openWithin(SHORT);
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(() -> refuseBlock());
            return new CompletableFuture<>();
        });
        CompletableFuture<Thread> teller = new CompletableFuture<>();
        first.whenComplete((value, failure) -> teller.complete(Thread.currentThread()));
        CompletableFuture<?> second = transactions.atomic().runAsync(() -> ran.add("entered"));
        CompletableFuture<?> third = transactions.atomic().runAsync(() -> ran.add("entered"));

        try (LogCapture log = new LogCapture()) {
            Closing closing = new Closing();
            assertThat(closing.isInterruptedAtTheEnd()).isFalse();

            assertThat(List.of(first, second, third))
                    .allSatisfy(each -> assertThat(Await.failure(each))
                            .isInstanceOf(CancellationException.class)
                            .hasMessageStartingWith("The transactions were closed while block "));
            assertThat(log.count("Blocks were still open after PT0.02S, the limit of close(); they are cancelled"))
                    .isEqualTo(1);
            // Code of the user's would keep close() from its limits.
            assertThat(Await.value(teller)).isNotSameAs(closing);
        }
        assertThat(ran).containsExactly("refused");
    }

    private void refuseBlock() {
        try {
            transactions.atomic().run(() -> ran.add("entered"));
        } catch (TransactionManagementException refused) {
            ran.add("refused");
        }
    }

    @Test
    void hookOfWhatWasCancelledIsGivenUpToo() {
        openWithin(SHORT);
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        CompletableFuture<?> block = transactions
                .atomic()
                .runAsync(() -> transactions.onCommitAsync(() -> {
                    ran.add("hook");
                    return hook;
                }));
        Await.until("the hook has begun", () -> ran.size() == 1);

        assertThat(new Closing().isInterruptedAtTheEnd()).isFalse();

        Await.end(block);
    }

    @Test
    void whoInterruptsDoesNotWaitForTheBlocksButForTheirEnd() {
        openWithin(Duration.ofMinutes(1));
        CountDownLatch rollback = fixtures.latch();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> new CompletableFuture<>()));
        fixtures.on("rollback", real -> {
            ran.add("rolls back");
            rollback.await();
            return real.call();
        });

        try (LogCapture log = new LogCapture()) {
            Closing closing = closing();
            closing.interrupt();
            Await.until("it is rolled back", () -> ran.size() == 1);
            assertThat(closing.closed).isNotDone();
            closing.interrupt();
            rollback.countDown();

            assertThat(closing.isInterruptedAtTheEnd()).isTrue();
            assertThat(block).isCompletedExceptionally();
            assertThat(log.count("close() was interrupted while blocks were open; they are cancelled"))
                    .isEqualTo(1);
        }
        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    /** What is over once it was cancelled three times. */
    private final class Left implements Abortable {

        private final Services services;
        private int cancels;

        Left(Services services) {
            this.services = services;
        }

        @Override
        public boolean abort(Throwable reason) {
            cancels++;
            if (cancels == 1) {
                ran.add("asks " + services.databases.first.admission.acquire(new Brief(services)));
                ran.add("reserved " + ThreadState.current().isReserved());
            } else if (cancels == 3) {
                services.unfinished.remove(this);
            }
            return true;
        }

        @Override
        public boolean giveUp(Throwable reason) {
            ran.add("given up");
            return true;
        }

        @Override
        public String place() {
            return "'left'";
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    /** Gives the connection that it gets back at once. */
    private final class Brief extends Ticket {

        private final Services services;

        Brief(Services services) {
            this.services = services;
        }

        @Override
        public void granted() {
            ran.add("granted");
            services.databases.first.admission.release(this);
        }

        @Override
        public String place() {
            return "'brief'";
        }

        @Override
        public void abort(Throwable reason) {}

        @Override
        public void expire(String why) {}

        @Override
        public void seenHolding(long now) {}

        @Override
        public String holding(long now) {
            return place();
        }
    }

    @Test
    void whatIsLeftIsCancelledAgainAndAgainAndGetsNoConnectionMeanwhile() {
        openWithin(SHORT);
        Services services = transactions.atomic().get(() -> MemoryFixtures.block().engine);
        Left left = new Left(services);
        services.unfinished.add(left);

        transactions.close();

        assertThat(left.cancels).isEqualTo(3);
        assertThat(ran).containsExactly("asks WAITS", "reserved true", "granted");
    }

    // ---- gives up

    /** It takes as long as cancelled blocks have to roll back. */
    @Test
    @Timeout(30)
    void whatDoesNotLetGoIsGivenUpAndItsCallerTold() {
        open(2, builder -> builder.closeTimeout(SHORT));
        CountDownLatch driver = fixtures.latch();
        CountDownLatch condition = fixtures.latch();
        fixtures.on("commit", real -> {
            ran.add("commits");
            driver.await();
            return real.call();
        });
        CompletableFuture<Integer> commits = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        CompletableFuture<?> decides = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2).retryIf(failure -> {
                    ran.add("decides");
                    return hang(condition);
                }))
                .runAsync(() -> {
                    throw new IOException();
                });
        Await.until("both hang", () -> ran.containsAll(List.of("commits", "decides")));

        transactions.close();

        assertThat(commits).isCompletedExceptionally();
        assertThat(Await.failure(commits)).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(decides).isCompletedExceptionally();
        assertThat(Await.failure(decides))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("The transactions were closed while block ");
    }

    private static boolean hang(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- refuses

    private void assertRefused(String where) {
        assertThatThrownBy(transactions::close)
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("close() was called inside " + where)
                .hasMessageContaining(" whose end it would wait for. Call it ");
        ran.add("refused");
    }

    @Test
    void whoWouldWaitForItsOwnEndIsRefused() {
        openWithin(Duration.ofMinutes(1));

        transactions.atomic().named("outer").run(() -> {
            assertRefused("block 'outer'");
            transactions.onCommit(() -> assertRefused("a hook"));
        });
        transactions.atomic().propagation(Propagation.SUPPORTS).named("none").run(() -> assertRefused("block 'none'"));

        assertThat(ran).hasSize(3);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
    }

    @Test
    void whoeverABlockCallsAndWaitsForIsRefused() {
        open(
                1,
                builder -> builder.closeTimeout(Duration.ofMinutes(1))
                        .listener(new TransactionListener() {
                            @Override
                            public void began(TransactionEvent event) {
                                assertRefused("a listener");
                            }
                        })
                        .observer(opened -> new BlockObservation() {
                            @Override
                            public Current makeCurrent() {
                                return () -> {};
                            }

                            @Override
                            public void ended(Outcome outcome, @Nullable Throwable failure) {
                                assertRefused("a listener");
                            }
                        }));
        Atomic retried = transactions
                .atomic()
                .named("retried")
                .retry(RetryPolicy.ofMaxAttempts(2).retryIf(failure -> {
                    assertRefused("the retry condition of block 'retried'");
                    return false;
                }));

        assertThatThrownBy(() -> retried.run(this::fail)).isInstanceOf(IOException.class);
        assertThat(Await.cause(retried.runAsync(this::fail))).isInstanceOf(IOException.class);

        assertThat(ran).hasSize(6);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
    }

    private void fail() throws IOException {
        throw new IOException("body");
    }

    /** Its blocks wait for nothing that is called back there. */
    @Test
    void whatABlockOfOtherTransactionsCallsMayClose() {
        openWithin(Duration.ofMinutes(1));
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        Transactions others = fixtures.transactions(
                1,
                builder -> builder.listener(new TransactionListener() {
                    @Override
                    public void committed(TransactionEvent event) {
                        transactions.close();
                        closed.complete(1);
                    }
                }));

        others.atomic().run(() -> {});

        Await.value(closed);
    }

    @Test
    void blockThatIsOverIsNotWaitedFor() {
        openWithin(Duration.ofMinutes(1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        transactions.atomic().run(() -> {
            transactions.bind(gate).thenRun(() -> {
                transactions.close();
                closed.complete(1);
            });
        });

        gate.complete(1);

        Await.value(closed);
    }
}
