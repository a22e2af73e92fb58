package dev.aatomic.runtime.internal.admission;

import dev.aatomic.runtime.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
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
 * G2: whatever the order in which threads acquire, release, cancel, pause and count, one connection or two change hands as those of a plain
 * FIFO queue do; and who waited is told once, and only once, that it has one. {@code -Daatomic.stress.seconds} tries more of them.
 *
 * <p>In a JVM of its own, since Lincheck transforms the classes that it watches.
 */
@Tag("G2")
@Tag("lincheck")
@EnabledForJreRange(max = JRE.JAVA_25, disabledReason = "Lincheck has been tried up to there")
final class AdmissionLincheckTest {

    private static final int EFFORT = Math.max(1, Integer.getInteger("aatomic.stress.seconds", 2) / 2);
    private static final int THREADS = 2;
    private static final int TICKETS = 3;

    /** Threads are numbered from 1; what comes before them has 0, what comes after them the next number. */
    private static final int IDS = THREADS + 2;

    /** What a thread knows of a ticket of its own. */
    private enum Known {
        NOTHING,
        WAITS,
        HOLDS
    }

    /** A ticket. Each thread has some of its own, so that it knows what it may do with them. */
    private static final class Probe extends Ticket {

        private final AtomicInteger told = new AtomicInteger();
        private int owed;
        private Known known = Known.NOTHING;

        @Override
        public String place() {
            return "probe";
        }

        @Override
        public void granted() {
            told.incrementAndGet();
        }

        @Override
        public void abort(Throwable reason) {
            throw new AssertionError("Nobody aborts", reason);
        }

        @Override
        public void expire(String why) {
            throw new AssertionError("Nobody expires: " + why);
        }

        @Override
        public void seenHolding(long now) {}

        @Override
        public String holding(long now) {
            return "a probe";
        }
    }

    /** What threads do. Public, as all that Lincheck makes instances of. */
    public abstract static class Real {

        private final Admission admission;
        private final Probe[] probes = new Probe[TICKETS * IDS];
        private final boolean[] paused = new boolean[IDS];

        /** So many sections without a queue are enough to let connections change hands at will again. */
        Real(int connections) {
            admission = new Admission(connections, Integer.MAX_VALUE, 0);
            for (int i = 0; i < probes.length; i++) {
                probes[i] = new Probe();
            }
        }

        /** Does with a ticket the one thing that its thread may: acquires it, releases what it holds, or cancels what waits. */
        @Operation
        public String move(
                @Param(gen = ThreadIdGen.class) int thread, @Param(gen = IntGen.class, conf = "0:2") int number) {
            Probe probe = probes[TICKETS * thread + number];
            switch (probe.known) {
                case NOTHING -> {
                    boolean granted = admission.acquire(probe) == Admission.Answer.GRANTED;
                    probe.known = granted ? Known.HOLDS : Known.WAITS;
                    return granted ? "holds" : "waits";
                }
                case HOLDS -> {
                    admission.release(probe, Outcome.COMMITTED);
                    probe.known = Known.NOTHING;
                    return "released";
                }
                default -> {
                    boolean left = admission.cancel(probe);
                    probe.known = left ? Known.NOTHING : Known.HOLDS;
                    if (!left) {
                        probe.owed++;
                    }
                    return left ? "left" : "had been granted";
                }
            }
        }

        @Operation
        public String pauseOrResume(@Param(gen = ThreadIdGen.class) int thread) {
            paused[thread] = !paused[thread];
            if (paused[thread]) {
                admission.pause();
                return "paused";
            }
            admission.resume();
            return "resumed";
        }

        @Operation
        public String count() {
            BlockCounts.Reading counts = admission.readCounts();
            return counts.active() + " held, " + counts.waiting() + " wait, " + counts.committed() + " over";
        }

        @Validate
        public void whoWaitedIsToldOnce() {
            for (int thread = 0; thread < IDS; thread++) {
                if (paused[thread]) {
                    pauseOrResume(thread);
                }
            }
            int holders = 0;
            for (Probe probe : probes) {
                // Whether one that waits has been told, it does not know yet; asking takes it out of the queue.
                if (probe.known == Known.WAITS && !admission.cancel(probe)) {
                    probe.owed++;
                    probe.known = Known.HOLDS;
                }
                holders += probe.known == Known.HOLDS ? 1 : 0;
                if (probe.told.get() != probe.owed) {
                    throw new IllegalStateException("told " + probe.told + " times instead of " + probe.owed);
                }
            }
            if (admission.held() != holders || admission.waiting() != 0) {
                throw new IllegalStateException(admission.held() + " connections held by " + holders + " holders, "
                        + admission.waiting() + " waiting after all have left");
            }
        }
    }

    public static final class RealOne extends Real {
        public RealOne() {
            super(1);
        }
    }

    public static final class RealTwo extends Real {
        public RealTwo() {
            super(2);
        }
    }

    /** A plain queue, used by one thread at a time. */
    public abstract static class Model {

        private final int connections;
        private final Known[] known = new Known[TICKETS * IDS];
        private final boolean[] paused = new boolean[IDS];
        private final Queue<Integer> queue = new ArrayDeque<>();
        private int free;
        private int pauses;
        private int over;

        Model(int connections) {
            this.connections = connections;
            free = connections;
            Arrays.fill(known, Known.NOTHING);
        }

        public String move(int thread, int number) {
            int ticket = TICKETS * thread + number;
            switch (known[ticket]) {
                case NOTHING -> {
                    queue.add(ticket);
                    serve();
                    boolean granted = !queue.contains(ticket);
                    known[ticket] = granted ? Known.HOLDS : Known.WAITS;
                    return granted ? "holds" : "waits";
                }
                case HOLDS -> {
                    known[ticket] = Known.NOTHING;
                    over++;
                    free++;
                    serve();
                    return "released";
                }
                default -> {
                    boolean left = queue.remove(ticket);
                    known[ticket] = left ? Known.NOTHING : Known.HOLDS;
                    return left ? "left" : "had been granted";
                }
            }
        }

        /** Who is next learns of it when it asks. */
        private void serve() {
            while (pauses == 0 && free > 0 && !queue.isEmpty()) {
                queue.remove();
                free--;
            }
        }

        public String pauseOrResume(int thread) {
            paused[thread] = !paused[thread];
            pauses += paused[thread] ? 1 : -1;
            serve();
            return paused[thread] ? "paused" : "resumed";
        }

        public String count() {
            return (connections - free) + " held, " + queue.size() + " wait, " + over + " over";
        }
    }

    public static final class ModelOfOne extends Model {
        public ModelOfOne() {
            super(1);
        }
    }

    public static final class ModelOfTwo extends Model {
        public ModelOfTwo() {
            super(2);
        }
    }

    /** As a block that was given up: the thread that gives it up and the one that comes back from the driver both give its connection back. */
    public static final class RealGivenUp {

        private final Admission admission = new Admission(2, Integer.MAX_VALUE, 0);
        private final Probe givenUp = new Probe();
        private final Probe[] probes = new Probe[TICKETS * IDS];

        public RealGivenUp() {
            for (int i = 0; i < probes.length; i++) {
                probes[i] = new Probe();
            }
            admission.acquireNow(givenUp);
        }

        @Operation
        public void giveBack() {
            admission.release(givenUp);
        }

        @Operation
        public String move(
                @Param(gen = ThreadIdGen.class) int thread, @Param(gen = IntGen.class, conf = "0:2") int number) {
            Probe probe = probes[TICKETS * thread + number];
            if (probe.known == Known.HOLDS) {
                admission.release(probe);
                probe.known = Known.NOTHING;
                return "released";
            }
            boolean granted = admission.acquireNow(probe);
            probe.known = granted ? Known.HOLDS : Known.NOTHING;
            return granted ? "holds" : "none is free";
        }

        @Operation
        public int count() {
            return admission.held();
        }
    }

    /** As a plain number of free connections. */
    public static final class ModelOfGivenUp {

        private final boolean[] holds = new boolean[TICKETS * IDS];
        private boolean isGivenBack;
        private int free = 1;

        public void giveBack() {
            free += isGivenBack ? 0 : 1;
            isGivenBack = true;
        }

        public String move(int thread, int number) {
            int ticket = TICKETS * thread + number;
            if (holds[ticket]) {
                holds[ticket] = false;
                free++;
                return "released";
            }
            if (free == 0) {
                return "none is free";
            }
            free--;
            holds[ticket] = true;
            return "holds";
        }

        public int count() {
            return 2 - free;
        }
    }

    @Test
    void connectionThatTwoThreadsGiveBackIsGivenBackOnce() {
        checkInterleavings(RealGivenUp.class, ModelOfGivenUp.class);
        checkRuns(RealGivenUp.class, ModelOfGivenUp.class);
    }

    @Test
    void everyInterleavingOverOneConnectionIsThatOfAQueue() {
        checkInterleavings(RealOne.class, ModelOfOne.class);
    }

    @Test
    void everyInterleavingOverTwoConnectionsIsThatOfAQueue() {
        checkInterleavings(RealTwo.class, ModelOfTwo.class);
    }

    @Test
    void manyRunsOverOneConnectionAreThoseOfAQueue() {
        checkRuns(RealOne.class, ModelOfOne.class);
    }

    @Test
    void manyRunsOverTwoConnectionsAreThoseOfAQueue() {
        checkRuns(RealTwo.class, ModelOfTwo.class);
    }

    private static void checkInterleavings(Class<?> real, Class<?> model) {
        new ModelCheckingOptions()
                .threads(THREADS)
                .actorsPerThread(6)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(6 * EFFORT)
                .invocationsPerIteration(50)
                .sequentialSpecification(model)
                .check(real);
    }

    private static void checkRuns(Class<?> real, Class<?> model) {
        new StressOptions()
                .threads(THREADS)
                .actorsPerThread(6)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(3 * EFFORT)
                .invocationsPerIteration(50)
                .sequentialSpecification(model)
                .check(real);
    }
}
