package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Await;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G18: an executor may run, keep or refuse what it is given; all of it runs. */
@Tag("G18")
final class DispatcherTest {

    private final List<Runnable> kept = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Dispatcher keeping = new Dispatcher(kept::add, 1, null);
    private final Dispatcher direct = new Dispatcher(Runnable::run, 1, null);
    private final Dispatcher refusing = new Dispatcher(
            task -> {
                throw new RejectedExecutionException("full");
            },
            1,
            null);
    private final Dispatcher own = new Dispatcher(2, () -> true, null);

    @AfterEach
    void shutDown() {
        List.of(keeping, direct, refusing, own).forEach(Dispatcher::shutdown);
    }

    private static ThreadState thread() {
        return KeptThreadState.current();
    }

    private void logThread() {
        log.add(Thread.currentThread().getName().replaceAll("\\d+$", ""));
    }

    private void awaitLog(String... lines) {
        Await.until("it has run", () -> log.size() >= lines.length);
        assertThat(log).containsExactly(lines);
    }

    private static String here() {
        return Thread.currentThread().getName().replaceAll("\\d+$", "");
    }

    // ---- the user's code

    @Test
    void taskRunsWhereTheExecutorRunsIt() {
        direct.execute(() -> {
            logThread();
            assertThat(thread().runsFor).isSameAs(direct);
        });

        awaitLog(here());
        assertThat(thread().runsFor).isNull();
    }

    @Test
    void executorRunsATaskOnce() {
        keeping.execute(this::logThread);
        assertThat(log).isEmpty();

        kept.get(0).run();
        kept.get(0).run();

        awaitLog(here());
    }

    @Test
    void taskThatIsNotStartedInTimeRunsOnAThreadOfOurs() {
        keeping.execute(this::logThread);

        awaitLog("aatomic-spare-");
        kept.forEach(Runnable::run);
        assertThat(log).hasSize(1);
    }

    @Test
    void taskHasSomeTimeToStart() {
        AtomicBoolean done = new AtomicBoolean();
        long start = System.nanoTime();
        keeping.execute(() -> done.set(true));

        Await.until("it has run", done::get);

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void tasksThatCameAfterOneThatWasStartedAreLookedAfterToo() {
        keeping.execute(() -> log.add("first"));
        kept.get(0).run();
        keeping.execute(() -> log.add("second"));
        keeping.execute(() -> log.add("third"));

        // Each late one has a thread of its own.
        Await.until("all have run", () -> log.size() >= 3);
        assertThat(log).containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void taskThatIsRefusedRunsOnAThreadOfOurs() {
        refusing.execute(this::logThread);

        awaitLog("aatomic-spare-");
    }

    @Test
    void executorThatRunsATaskAndThrowsHasRunIt() {
        Dispatcher both = new Dispatcher(
                task -> {
                    task.run();
                    throw new RejectedExecutionException("after all");
                },
                1,
                null);

        both.execute(this::logThread);
        both.shutdown();

        assertThat(log).containsExactly(here());
    }

    @Test
    void taskDoesNotRunOnAReservedThread() {
        thread().runReserved(() -> direct.execute(() -> {
            log.add(thread().place == null ? "out of turn" : "in turn");
            logThread();
        }));

        awaitLog("in turn", "aatomic-spare-");
    }

    @Test
    void threadThatHandsATaskOverForAReservedOneIsAsItWasAfterwards() {
        thread().runReserved(() -> direct.execute(this::logThread));
        awaitLog("aatomic-spare-");
        CountDownLatch all = new CountDownLatch(3);
        List<Boolean> givesWay = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            // Each on a thread of its own, the one from before among them.
            direct.runOnSpareThread(() -> {
                all.countDown();
                Await.latch(all);
                givesWay.add(thread().givesWay());
            });
        }

        Await.until("all have run", () -> givesWay.size() == 3);
        assertThat(givesWay).containsOnly(false);
    }

    @Test
    void taskDoesNotRunInsideAnEnd() {
        thread().enterEnd();
        direct.execute(this::logThread);
        thread().leaveEnd();

        awaitLog("aatomic-spare-");
    }

    @Test
    void taskThatFailsLeavesNothingBehind() {
        Dispatcher failing = new Dispatcher(Runnable::run, 1, null);
        assertThatThrownBy(() -> new HandedOver(failing, () -> {
                            throw new IllegalStateException("defect");
                        })
                        .run())
                .isInstanceOf(IllegalStateException.class);

        assertThat(thread().runsFor).isNull();
    }

    @Test
    void taskIsTakenOnce() {
        HandedOver task = new HandedOver(direct, this::logThread);
        assertThat(task.isStarted()).isFalse();

        assertThat(task.take()).isNotNull();

        assertThat(task.isStarted()).isTrue();
        assertThat(task.take()).isNull();
        task.run();
        assertThat(log).isEmpty();
    }

    /** What it waits for may be just what the executor has not started. */
    @Test
    void waitOfAThreadOfOursMakesWhatIsLateSooner() {
        Thread waiting = Thread.currentThread();
        direct.execute(() -> {});
        Dispatcher busy = new Dispatcher(
                task -> {
                    if (kept.isEmpty()) {
                        kept.add(task);
                        task.run();
                    }
                },
                1,
                null);

        busy.execute(() -> {
            busy.execute(() -> {
                logThread();
                LockSupport.unpark(waiting);
            });
            Await.until("the other has run", () -> {
                thread().park(this, Duration.ofSeconds(1).toNanos());
                return !log.isEmpty();
            });
        });

        awaitLog("aatomic-spare-");
        busy.shutdown();
    }

    @Test
    void taskAfterTheShutdownRunsAllTheSame() {
        keeping.shutdown();

        keeping.execute(this::logThread);

        Await.until("it has run", () -> !log.isEmpty());
        assertThat(log.get(0)).startsWith("aatomic-");
    }

    @Test
    void threadThatLooksAfterLateTasksEndsWithTheShutdown() {
        keeping.execute(this::logThread);
        awaitLog("aatomic-spare-");
        List<Thread> looking = threads("aatomic-late-tasks-");
        assertThat(looking).isNotEmpty().allMatch(Thread::isDaemon);

        keeping.shutdown();

        Await.until("they have ended", () -> looking.stream().noneMatch(Thread::isAlive));
    }

    private static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith(prefix))
                .toList();
    }

    // ---- lanes

    private Lane lane(Dispatcher dispatcher, RuntimeException onTurn) {
        Lane lane = new Lane(dispatcher);
        RecordedScope scope = new RecordedScope(lane, "root", log);
        scope.turn = () -> {
            logThread();
            if (onTurn != null) {
                throw onTurn;
            }
        };
        lane.prepare(scope, true);
        return lane;
    }

    @Test
    void laneIsHandedToTheExecutor() {
        Lane lane = lane(keeping, null);

        assertThat(keeping.dispatch(lane, thread())).isNull();

        assertThat(kept).containsExactly(lane);
        assertThat(refusing.dispatch(lane, thread())).hasMessage("full");
    }

    @Test
    void laneIsHandedOverElsewhereFromAReservedThread() {
        Lane lane = lane(keeping, null);

        thread().runReserved(() -> assertThat(keeping.dispatch(lane, thread())).isNull());

        Await.until("it is handed over", () -> kept.contains(lane));
    }

    @Test
    void laneThatIsRefusedThereRunsOnAThreadOfOurs() {
        Lane lane = lane(refusing, null);

        thread().runReserved(() -> assertThat(refusing.dispatch(lane, thread())).isNull());

        awaitLog("root", "aatomic-spare-");
    }

    @Test
    void whoLooksSoonIsToldOnlyIfThereIsOne() {
        keeping.lookSoon();
        keeping.watchedBy(() -> log.add("looked"));
        keeping.lookSoon();

        assertThat(log).containsExactly("looked");
    }

    // ---- cancels

    @Test
    void stageOfTheUsersIsCancelledHere() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        CompletableFuture<Void> told = stage.whenComplete((value, thrown) -> logThread());

        keeping.cancel(stage);

        assertThat(stage).isCancelled();
        assertThat(told).isCompletedExceptionally();
        assertThat(log).containsExactly(here());
    }

    @Test
    void stageOfTheUsersIsCancelledElsewhereIfOthersDependOnTheThread() {
        CompletableFuture<Void> stage = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> logThread());

        thread().runReserved(() -> direct.cancel(stage));

        awaitLog("aatomic-spare-");
        assertThat(stage).isCancelled();
    }

    @Test
    void stageThatCannotBeCancelledIsLeftAlone() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();

        keeping.cancel((CompletableFuture<Integer>) stage.minimalCompletionStage());

        assertThat(stage).isNotDone();
    }

    @Test
    void stageThatThrowsOnCancelDoesNotStopWhoCancels() {
        AtomicBoolean asked = new AtomicBoolean();

        keeping.cancel(new CompletableFuture<Void>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                asked.set(true);
                throw new IllegalStateException("on cancel");
            }
        });

        assertThat(asked).isTrue();
    }

    // ---- the timer

    @Test
    void delayPassesOnAReservedThread() {
        CompletableFuture<Boolean> reserved = new CompletableFuture<>();
        CompletableFuture<String> name = new CompletableFuture<>();
        long start = System.nanoTime();

        keeping.schedule(
                () -> {
                    name.complete(here());
                    reserved.complete(ThreadState.current().isReserved());
                },
                Duration.ofMillis(20).toNanos());

        assertThat(Await.value(reserved)).isTrue();
        assertThat(Await.value(name)).isEqualTo("aatomic-timer-");
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void nothingIsScheduledAfterTheShutdown() {
        Future<?> before = direct.schedule(() -> {}, Duration.ofHours(1).toNanos());
        direct.shutdown();
        keeping.shutdown();

        assertThatThrownBy(() -> direct.schedule(() -> {}, 1)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> keeping.schedule(() -> {}, 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(before.isDone()).isFalse();
        before.cancel(false);
    }

    /** A block that ends in time leaves nothing behind. */
    @Test
    void delayThatIsCancelledIsForgotten() {
        Future<?> delay = keeping.schedule(() -> {}, Duration.ofHours(1).toNanos());
        WeakReference<Future<?>> kept = new WeakReference<>(delay);
        delay.cancel(false);
        delay = null;

        Await.until("it is forgotten", () -> {
            System.gc();
            return kept.get() == null;
        });
    }

    @Test
    void threadOfTheTimerEndsWhenThereIsNothingToWaitFor() {
        CompletableFuture<Thread> timer = new CompletableFuture<>();
        keeping.schedule(() -> timer.complete(Thread.currentThread()), 1);
        Thread ran = Await.value(timer);

        Await.until("it has ended", () -> !ran.isAlive());
    }

    @Test
    void reservedThreadIsFreeAfterItsTask() throws InterruptedException {
        List<ThreadState> states = new ArrayList<>();
        Thread reserved = Dispatcher.reservedThreads("reserved-").newThread(() -> {
            states.add(ThreadState.current());
            log.add("reserved: " + ThreadState.current().isReserved());
        });
        reserved.start();
        reserved.join();

        assertThat(log).containsExactly("reserved: true");
        assertThat(states.get(0).isReserved()).isFalse();
    }

    // ---- threads of ours

    @Test
    void ownExecutorHasThreadsOfItsOwn() {
        own.execute(this::logThread);

        awaitLog("aatomic-dispatch-");
    }

    /** On a release without virtual threads there are no more than connections. */
    @Test
    void taskRunsThoughAllThreadsOfTheOwnExecutorWait() {
        CountDownLatch last = new CountDownLatch(1);
        own.execute(() -> Await.latch(last));
        own.execute(() -> Await.latch(last));

        own.execute(last::countDown);

        Await.latch(last);
    }

    @Test
    void threadsOfOursEndWithTheShutdown() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        direct.runOnSpareThread(() -> ran.complete(Thread.currentThread()));
        Thread spare = Await.value(ran);
        long start = System.nanoTime();

        direct.shutdown();

        Await.until("it has ended", () -> !spare.isAlive());
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("sooner than it ends by itself")
                .isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void ownExecutorEndsWithTheShutdown() {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        own.execute(() -> ran.complete(Thread.currentThread()));
        Thread dispatch = Await.value(ran);

        own.shutdown();

        Await.until("it has ended", () -> !dispatch.isAlive());
    }

    @Test
    void taskOnAWorkerOfAnotherPoolIsHandedOn() {
        Dispatcher pool = new Dispatcher(ForkJoinPool.commonPool(), 1, null);

        pool.execute(this::logThread);

        awaitLog("aatomic-spare-");
        pool.shutdown();
    }

    @Test
    void nothingIsCapturedUnlessItIsWanted() {
        assertThat(keeping.capture()).isNull();
        Dispatcher capturing = new Dispatcher(kept::add, 1, task -> {
            log.add("captured");
            return task;
        });

        assertThat(capturing.capture()).isNotNull();
        assertThat(log).containsExactly("captured");
        capturing.shutdown();
    }

    @Test
    void codeOfTheUsersTakesItsTurnWhereThatIsAskedFor() {
        keeping.runInTurn(this::logThread);
        awaitLog("aatomic-spare-");
        keeping.runOnSpareThread(this::logThread);
        awaitLog("aatomic-spare-", "aatomic-spare-");
    }
}
