package dev.aatomic.runtime.internal.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * G3: whoever submits, resumes, runs or takes over a lane, in every order: each task runs once, one at a time, those of one thread
 * in its order; and no wake-up is lost. {@code -Daatomic.stress.seconds} tries more orders.
 *
 * <p>Public, since Lincheck makes instances of it. In a JVM of its own, since Lincheck transforms the classes that it watches.
 */
@Tag("G3")
@Tag("lincheck")
@EnabledForJreRange(max = JRE.JAVA_25, disabledReason = "Lincheck has been tried up to there")
public final class LaneLincheckTest {

    private static final int EFFORT = Math.max(1, Integer.getInteger("aatomic.stress.seconds", 2) / 2);
    private static final int THREADS = 3;

    /** Threads are numbered from 1; what comes before them has 0, what comes after them the next number. */
    private static final int IDS = THREADS + 2;

    private final Queue<Runnable> dispatched = new ConcurrentLinkedQueue<>();
    private final Lane lane = new Lane(new Dispatcher(dispatched::add, 1, null));
    private final Root root = new Root(lane);
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger toResume = new AtomicInteger();

    // Touched by tasks only, so by one thread at a time, each seeing what the one before wrote:
    private final List<Task> ran = new ArrayList<>();
    private boolean busy;
    private boolean overlapped;

    /** What each thread has submitted. */
    private final int[] submitted = new int[IDS];

    /** The outermost block, open. */
    private static final class Root extends LaneScope {

        Root(Lane lane) {
            super(lane);
            synchronized (lane) {
                become(ScopePhase.OPEN);
            }
        }

        @Override
        public void expire(String why) {}

        @Override
        public void abortWith(Throwable reason) {
            throw new AssertionError("Nobody aborts", reason);
        }

        @Override
        public String place() {
            return "root";
        }

        @Override
        public void run(ThreadState thread) {
            throw new AssertionError("The block is open and does not end");
        }

        @Override
        public void drop(Throwable reason) {
            throw new AssertionError("Nothing is dropped", reason);
        }

        @Override
        public boolean pinsLane() {
            return true;
        }

        @Override
        public boolean isRefusable() {
            return false;
        }
    }

    /** A statement. */
    private final class Task extends LaneTask {

        private final int thread;
        private final int number;

        Task(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        public void run(ThreadState thread) {
            overlapped |= busy;
            busy = true;
            ran.add(this);
            busy = false;
            lane.unpin();
        }

        @Override
        public void drop(Throwable reason) {
            throw new RejectedExecutionException(reason);
        }

        @Override
        public boolean pinsLane() {
            return true;
        }

        @Override
        public boolean isRefusable() {
            return true;
        }
    }

    public LaneLincheckTest() {
        // It was started, and its body is away.
        lane.ownHere();
        synchronized (lane) {
            lane.setInnermost(root);
            lane.idle();
        }
    }

    @Operation
    public boolean submit(@Param(gen = ThreadIdGen.class) int thread) {
        return LaneExecution.execute(lane, root, new Task(thread, ++submitted[thread]));
    }

    @Operation
    public boolean resume() {
        toResume.incrementAndGet();
        return LaneExecution.resume(lane, resumed::incrementAndGet, false);
    }

    /** What a thread of the executor does. */
    @Operation
    public void dispatch() {
        Runnable next = dispatched.poll();
        if (next != null) {
            next.run();
        }
    }

    /** What the watchdog does when it has seen nothing move. */
    @Operation
    public void takeOver() {
        if (LaneTakeover.takeIfStill(lane, lane.progress())) {
            lane.run();
        }
    }

    @Validate
    public void eachTaskRanOnceInItsThreadsOrder() {
        for (Runnable next = dispatched.poll(); next != null; next = dispatched.poll()) {
            next.run();
        }
        check(!overlapped, "two tasks ran at the same time");
        check(resumed.get() == toResume.get(), "resumed " + resumed + " of " + toResume);
        int[] seen = new int[IDS];
        for (Task task : ran) {
            seen[task.thread]++;
            check(seen[task.thread] == task.number, "task " + task.number + " ran as number " + seen[task.thread]);
        }
        for (int thread = 0; thread < seen.length; thread++) {
            check(seen[thread] == submitted[thread], "ran " + seen[thread] + " tasks of " + submitted[thread]);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** What callers see: everything is accepted. */
    public static final class Model {

        public boolean submit(int thread) {
            return true;
        }

        public boolean resume() {
            return true;
        }

        public void dispatch() {}

        public void takeOver() {}
    }

    @Test
    void everyInterleavingRunsEachTaskOnce() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(0)
                .iterations(3 * EFFORT)
                .invocationsPerIteration(60)
                .sequentialSpecification(Model.class)
                .check(LaneLincheckTest.class);
    }

    @Test
    void manyRunsRunEachTaskOnce() {
        new StressOptions()
                .threads(THREADS)
                .actorsPerThread(4)
                .iterations(2 * EFFORT)
                .invocationsPerIteration(150)
                .sequentialSpecification(Model.class)
                .check(LaneLincheckTest.class);
    }
}
