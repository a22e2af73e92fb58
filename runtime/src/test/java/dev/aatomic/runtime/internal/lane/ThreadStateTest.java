package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.testing.Await;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G17: what is known of a thread decides what may run on it. */
@Tag("G17")
final class ThreadStateTest {

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Runnable> dispatched = new ArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(dispatched::add, 1, null);

    private static ThreadState thread() {
        return KeptThreadState.current();
    }

    private Lane lane() {
        Lane lane = new Lane(dispatcher);
        lane.prepare(new RecordedScope(lane, "root", log), true);
        return lane;
    }

    /** A context that is nothing but one. */
    private static final class Nowhere implements Context {

        @Override
        public @Nullable Context opener() {
            return null;
        }

        @Override
        public void execute(Runnable continuation) {
            continuation.run();
        }

        @Override
        public void executeLater(Runnable continuation) {
            continuation.run();
        }
    }

    @Test
    void threadHasOneState() {
        assertThat(ThreadState.current()).isSameAs(thread());
        assertThat(thread().thread).isSameAs(Thread.currentThread());
        assertThat(CompletableFuture.supplyAsync(ThreadState::current).join()).isNotSameAs(thread());
    }

    @Test
    void contextIsThatOfTheCodeThatRunsElseOfWhatCompletes() {
        Nowhere inner = new Nowhere();
        Nowhere outer = new Nowhere();
        assertThat(thread().contextBelow()).isNull();
        thread().completing = outer;
        assertThat(thread().contextBelow()).isSameAs(outer);
        inner.runHere(() -> {
            assertThat(thread().contextBelow()).isSameAs(inner);
            assertThat(ThreadState.currentContext()).isSameAs(inner);
        });
        thread().completing = null;
        assertThat(ThreadState.currentContext()).isNull();
    }

    @Test
    void contextIsBackAfterAFailure() {
        assertThatThrownBy(() -> new Nowhere().runHere(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(thread().context).isNull();
    }

    /** On a thread on which nothing of ours holds the state: what is set there stays. */
    @Test
    void contextThatIsSetStaysThoughNobodyHoldsTheState() throws InterruptedException {
        Nowhere context = new Nowhere();
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread other = new Thread(() -> {
            ThreadState.current().setContext(context);
            collectGarbage();
            seen.add(ThreadState.currentContext() == context);
            int identity = System.identityHashCode(ThreadState.current());
            ThreadState.current().setContext(null);
            collectGarbage();
            seen.add(System.identityHashCode(ThreadState.current()) == identity);
        });
        other.start();
        other.join();

        assertThat(seen).containsExactly(true, false);
    }

    private static void collectGarbage() {
        WeakReference<Object> gone = new WeakReference<>(new Object());
        Await.until("garbage is collected", () -> {
            System.gc();
            return gone.get() == null;
        });
    }

    // ---- reserved

    @Test
    void reservedThreadIsSoUntilTheOutermostIsOver() {
        assertThat(thread().isReserved()).isFalse();
        thread().runReserved(() -> {
            thread().runReserved(() -> log.add("inner"));
            assertThat(thread().isReserved()).isTrue();
            assertThat(thread().givesWay()).isTrue();
        });
        assertThatThrownBy(() -> thread().runReserved(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(thread().isReserved()).isFalse();
        assertThat(thread().givesWay()).isFalse();
        assertThat(log).containsExactly("inner");
    }

    @Test
    void threadInsideAnEndGivesWay() {
        thread().enterEnd();
        assertThat(thread().givesWay()).isTrue();
        thread().leaveEnd();
        assertThat(thread().givesWay()).isFalse();
    }

    private static boolean onWorker(BooleanSupplier asked) {
        return Await.value(ForkJoinPool.commonPool().submit(asked::getAsBoolean));
    }

    @Test
    void workerOfAForkJoinPoolGivesWay() {
        assertThat(onWorker(() -> ThreadState.current().givesWay())).isTrue();
        assertThat(onWorker(() -> ThreadState.current().isWorker())).isTrue();
        assertThat(thread().isWorker()).isFalse();
    }

    // ---- lanes

    @Test
    void threadKnowsTheLanesThatItRuns() {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Lane lane = lane();
            assertThat(thread().runs(lane)).isFalse();
            thread().enter(lane);
            lanes.add(lane);
        }
        assertThat(thread().laneCount()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertThat(thread().lane(i)).isSameAs(lanes.get(i));
            assertThat(thread().runs(lanes.get(i))).isTrue();
        }
        assertThat(thread().isInDriverTurn()).isFalse();
        Lane first = lanes.get(0);
        synchronized (first) {
            first.pins = 1;
        }
        assertThat(thread().isInDriverTurn()).isTrue();
        for (int i = 4; i >= 0; i--) {
            thread().leave();
            assertThat(thread().runs(lanes.get(i))).isFalse();
        }
        assertThat(thread().laneCount()).isZero();
        assertThat(thread().isInDriverTurn()).isFalse();
    }

    @Test
    void dispatchThreadIsOneThatRunsALaneOrAHook() {
        assertThat(thread().isDispatch()).isFalse();
        thread().enterHook();
        assertThat(thread().isDispatch()).isTrue();
        thread().leaveHook();
        assertThat(thread().isDispatch()).isFalse();
        thread().enter(lane());
        assertThat(thread().isDispatch()).isTrue();
        thread().leave();
    }

    @Test
    void othersHaveToKnowOfAThreadThatWorksForUs() {
        assertThat(thread().tellsOfWaits()).isFalse();
        thread().enter(lane());
        assertThat(thread().tellsOfWaits()).isTrue();
        thread().leave();
        thread().runsFor = dispatcher;
        assertThat(thread().tellsOfWaits()).isTrue();
        thread().runsFor = null;
        thread().place = new SpareThreads(1);
        assertThat(thread().tellsOfWaits()).isTrue();
        thread().place = null;
        assertThat(onWorker(() -> ThreadState.current().tellsOfWaits())).isTrue();
    }

    // ---- a thread that waits

    @Test
    void threadParksUntilItIsUnparkedOrAsLongAsItSays() {
        LockSupport.unpark(Thread.currentThread());
        thread().park(this, Long.MAX_VALUE);
        LockSupport.unpark(Thread.currentThread());
        thread().park(this, Duration.ofMinutes(1).toNanos());
        long start = System.nanoTime();
        thread().park(this, Duration.ofMillis(30).toNanos());

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(10).toNanos());
    }

    @Test
    void threadThatParksWithoutALimitUsesNoProcessor() throws InterruptedException {
        Thread parked = new Thread(() -> thread().park(this, Long.MAX_VALUE));
        parked.setDaemon(true);
        parked.start();

        Await.until("it is parked", () -> parked.getState() == Thread.State.WAITING);
        LockSupport.unpark(parked);
        parked.join();
    }

    @Test
    void workerParksForAMomentAtMost() {
        assertThat(onWorker(() -> {
                    long start = System.nanoTime();
                    ThreadState.current().park(this, Long.MAX_VALUE);
                    return System.nanoTime() - start > Duration.ofMillis(5).toNanos();
                }))
                .isTrue();
    }

    /** What waits behind it has its turn. */
    @Test
    void threadThatWaitsLeavesItsPlace() {
        SpareThreads spare = new SpareThreads(1);
        Thread parked = Thread.currentThread();
        for (int i = 0; i < 1 + SpareThreads.HANDFUL; i++) {
            spare.retakePlace();
        }
        spare.runInTurn(() -> {
            log.add("the next");
            LockSupport.unpark(parked);
        });
        thread().place = spare;
        try {
            Await.until("the next has its turn", () -> {
                thread().park(this, Duration.ofMillis(20).toNanos());
                return !log.isEmpty();
            });
        } finally {
            thread().place = null;
        }
        spare.runInTurn(() -> log.add("one too many"));
        assertThat(log).as("it has its place back").containsExactly("the next");
        spare.leavePlace();
        Await.until("a place is free", () -> log.size() == 2);
    }

    /** How long a task waits that no executor starts. */
    private static Duration lateBy(Dispatcher of) {
        CompletableFuture<Long> ran = new CompletableFuture<>();
        long start = System.nanoTime();
        of.execute(() -> ran.complete(System.nanoTime()));
        return Duration.ofNanos(Await.value(ran) - start);
    }

    /** The soonest of several, since a machine may be slow. */
    private Duration lateByWhileAThreadWaits(Runnable enter) {
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread other = new Thread(() -> {
            enter.run();
            waiting.complete(Thread.currentThread());
            while (!over.get()) {
                thread().park(this, Duration.ofMinutes(1).toNanos());
            }
        });
        other.start();
        Await.value(waiting);
        try {
            Await.until("it waits", () -> other.getState() == Thread.State.TIMED_WAITING);
            Duration soonest = lateBy(dispatcher);
            for (int i = 0; i < 20 && soonest.toMillis() >= 50; i++) {
                Duration next = lateBy(dispatcher);
                soonest = next.compareTo(soonest) < 0 ? next : soonest;
            }
            return soonest;
        } finally {
            over.set(true);
            LockSupport.unpark(other);
            Await.until("it is over", () -> !other.isAlive());
        }
    }

    /** What it waits for may be what the executor has not started: that has no time to lose. */
    @Test
    void threadThatWaitsMakesWhatIsLateSooner() {
        assertThat(lateByWhileAThreadWaits(() -> thread().enter(lane())))
                .as("while one waits that runs a lane")
                .isLessThan(Duration.ofMillis(50));
        assertThat(lateByWhileAThreadWaits(() -> thread().runsFor = dispatcher))
                .as("while one waits that runs a task")
                .isLessThan(Duration.ofMillis(50));
        assertThat(lateBy(dispatcher)).as("afterwards").isGreaterThanOrEqualTo(Duration.ofMillis(50));
        dispatcher.shutdown();
    }

    // ---- depth

    private void nested(int depth, Runnable innermost) {
        if (depth == 0) {
            innermost.run();
        } else {
            thread().runNested(() -> nested(depth - 1, innermost));
        }
    }

    @Test
    void stackIsDeepFromFiftyRunsOn() {
        nested(49, () -> assertThat(thread().isDeep()).isFalse());
        nested(50, () -> assertThat(thread().isDeep()).isTrue());
        assertThat(thread().isDeep()).isFalse();
    }

    @Test
    void runThatFailsIsOver() {
        for (int i = 0; i < 60; i++) {
            assertThatThrownBy(() -> thread().runNested(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(thread().isDeep()).isFalse();
    }

    /** Frames of another library's, which nobody counts. */
    private static boolean under(int frames, BooleanSupplier asked) {
        return frames == 0 ? asked.getAsBoolean() : under(frames - 1, asked);
    }

    private boolean isDeepAtOneOf(int runs) {
        boolean deep = false;
        for (int i = 0; i < runs; i++) {
            deep |= thread().isDeep();
        }
        return deep;
    }

    @Test
    void stackThatNobodyCountedIsLookedAtOnceInAWhile() throws InterruptedException {
        // On a thread of its own, whose count begins at nothing.
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        Thread fresh = new Thread(() -> {
            ThreadState own = ThreadState.current();
            BooleanSupplier many = () -> {
                boolean deep = false;
                for (int i = 0; i < 255; i++) {
                    deep |= own.isDeep();
                }
                return deep;
            };
            seen.add(under(900, many));
            seen.add(under(900, own::isDeep));
            seen.add(under(900, own::isDeep));
            seen.add(own.isDeep());
            seen.add(under(900, many));
            seen.add(under(900, own::isDeep));
        });
        fresh.start();
        fresh.join();

        assertThat(seen)
                .as("not looked at, deep, still deep, unwound, not looked at, deep")
                .containsExactly(false, true, true, false, false, true);
        assertThat(isDeepAtOneOf(600)).as("a shallow one").isFalse();
    }

    // ---- connections that are given back

    @Test
    void connectionGoesToTheNextWhoStartsElsewhere() {
        Admission admission = new Admission(1);
        Lane first = lane();
        Lane second = lane();
        admission.acquire(first);
        admission.acquire(second);

        thread().release(admission, first, Outcome.COMMITTED, dispatcher);

        assertThat(dispatched).containsExactly(second);
        assertThat(admission.isHolding(second)).isTrue();
        assertThat(thread().givesWay()).isFalse();
        assertThat(admission.readCounts().committed()).isEqualTo(1);
    }

    /** Who gives the connection back as soon as it gets it. */
    private final class Passing extends Ticket {

        private final Admission admission;

        Passing(Admission admission) {
            this.admission = admission;
        }

        @Override
        public void granted() {
            log.add(Thread.currentThread().getName().replaceAll("\\d+$", ""));
            ThreadState.current().release(admission, this, Outcome.COMMITTED, dispatcher);
        }

        @Override
        public String place() {
            return "'passing'";
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
    void chainOfConnectionsThatComeBackGoesOnElsewhereFromADepthOn() {
        Admission admission = new Admission(1);
        Passing first = new Passing(admission);
        admission.acquire(first);
        for (int i = 0; i < 40; i++) {
            admission.acquire(new Passing(admission));
        }

        thread().release(admission, first, null, dispatcher);

        Await.until("all have had it", () -> admission.held() == 0);
        assertThat(log).hasSize(40);
        String here = Thread.currentThread().getName().replaceAll("\\d+$", "");
        assertThat(log.stream().filter(here::equals)).hasSize(32);
        assertThat(log.stream().filter("aatomic-spare-"::equals)).hasSize(8);
        assertThat(admission.readCounts().committed()).isEqualTo(40);
    }

    @Test
    void threadOnWhichAConnectionComesBackGivesWay() {
        Admission admission = new Admission(1);
        Lane first = lane();
        admission.acquire(first);
        Lane second = new Lane(new Dispatcher(
                task -> log.add("gives way: " + ThreadState.current().givesWay()), 1, null));
        second.prepare(new RecordedScope(second, "second", log), true);
        admission.acquire(second);

        thread().release(admission, first, null, dispatcher);

        assertThat(log).containsExactly("gives way: true");
        assertThat(thread().givesWay()).isFalse();
    }

    // ---- lanes one after another

    /** A block that gives its connection back as the last thing that it does. */
    private Lane ending(Admission admission, String name) {
        Lane lane = new Lane(dispatcher);
        RecordedScope scope = new RecordedScope(lane, name, log);
        scope.turn = () -> {
            lane.close();
            ThreadState.current().releaseLast(admission, lane, null, dispatcher);
        };
        lane.prepare(scope, true);
        return lane;
    }

    @Test
    void laneThatGetsTheConnectionStartsOnTheThreadThatGivesItBack() {
        Admission admission = new Admission(1);
        Lane first = ending(admission, "first");
        admission.acquire(first);
        admission.acquire(ending(admission, "second"));
        admission.acquire(ending(admission, "third"));

        first.run();

        assertThat(log).containsExactly("first", "second", "third");
        assertThat(dispatched).isEmpty();
        assertThat(admission.held()).isZero();
    }

    @Test
    void flagThatOneLaneLeftBehindIsNoneOfTheNext() {
        Admission admission = new Admission(1);
        Lane first = new Lane(dispatcher);
        RecordedScope scope = new RecordedScope(first, "first", log);
        scope.turn = () -> {
            first.close();
            Thread.currentThread().interrupt();
            ThreadState.current().releaseLast(admission, first, null, dispatcher);
        };
        first.prepare(scope, true);
        Lane second = new Lane(dispatcher);
        RecordedScope next = new RecordedScope(second, "second", log);
        next.turn = () -> log.add("interrupted: " + Thread.currentThread().isInterrupted());
        second.prepare(next, true);
        admission.acquire(first);
        admission.acquire(second);

        first.run();

        assertThat(Thread.interrupted()).isFalse();
        assertThat(log).containsExactly("first", "second", "interrupted: false");
    }

    @Test
    void executorHasItsTurnAfterSoManyLanes() {
        Admission admission = new Admission(1);
        Lane first = ending(admission, "block");
        admission.acquire(first);
        for (int i = 0; i < 100; i++) {
            admission.acquire(ending(admission, "block"));
        }

        first.run();

        assertThat(log).hasSize(65);
        assertThat(dispatched).hasSize(1);
        dispatched.remove(0).run();
        assertThat(log).as("it counts anew").hasSize(101);
        assertThat(dispatched).isEmpty();
    }

    @Test
    void laneDoesNotStartOnAThreadThatHasOtherThingsToDo() {
        Admission admission = new Admission(1);
        Lane first = lane();
        admission.acquire(first);
        Lane second = lane();
        admission.acquire(second);

        thread().releaseLast(admission, first, null, dispatcher);
        assertThat(dispatched).as("in no lane").containsExactly(second);

        dispatched.clear();
        Lane third = lane();
        admission.acquire(third);
        thread().enter(first);
        thread().runNested(() -> thread().runNested(() -> thread().releaseLast(admission, second, null, dispatcher)));
        thread().leave();
        assertThat(dispatched).as("in a run inside another").containsExactly(third);
    }

    @Test
    void laneDoesNotStartOnAThreadThatIsHandingOneOver() {
        Admission admission = new Admission(1);
        Lane first = lane();
        admission.acquire(first);
        Lane second = lane();
        admission.acquire(second);
        Executor direct = task -> {
            thread().enter(first);
            thread().runNested(() -> thread().releaseLast(admission, first, null, dispatcher));
            thread().leave();
        };

        thread().dispatch(direct, first);

        assertThat(dispatched).containsExactly(second);
        assertThat(thread().pollNext()).isNull();
    }

    @Test
    void onlyTheLaneThatGetsTheConnectionIsTaken() {
        assertThat(thread().takes(lane())).isFalse();
        thread().enter(lane());
        assertThat(thread().pollNext()).isNull();
        thread().leave();
    }

    // ---- executors that run what they are given

    @Test
    void executorThatRefusesIsToldOf() {
        RejectedExecutionException full = new RejectedExecutionException("full");

        assertThat(thread().dispatch(
                                task -> {
                                    throw full;
                                },
                                lane()))
                .isSameAs(full);
        assertThat(thread().dispatch(dispatched::add, lane())).isNull();
    }

    @Test
    void dispatchesThatNestArePutOffToTheOutermost() {
        List<Integer> depths = new ArrayList<>();
        int[] depth = new int[1];
        int[] left = {40};
        Executor direct = new Executor() {
            @Override
            public void execute(Runnable task) {
                depths.add(++depth[0]);
                if (--left[0] > 0) {
                    assertThat(thread().dispatch(this, lane())).isNull();
                }
                depth[0]--;
            }
        };

        thread().dispatch(direct, lane());

        assertThat(depths).hasSize(40);
        assertThat(depths.stream().mapToInt(each -> each).max()).hasValue(16);
        assertThat(depths.get(16)).as("depth of the first that was put off").isEqualTo(1);
    }

    @Test
    void laneThatWasPutOffAndIsRefusedRunsOnAThreadOfOurs() {
        Lane last = lane();
        int[] left = {17};
        Executor direct = new Executor() {
            @Override
            public void execute(Runnable task) {
                if (--left[0] == 0) {
                    throw new RejectedExecutionException("full");
                }
                thread().dispatch(this, left[0] == 1 ? last : lane());
            }
        };

        thread().dispatch(direct, lane());

        Await.until("it has run", () -> log.contains("root"));
        assertThat(log).containsExactly("root");
    }
}
