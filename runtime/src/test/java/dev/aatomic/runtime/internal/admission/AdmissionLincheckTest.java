package dev.aatomic.runtime.internal.admission;

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
 * G2: the queue for connections, in every order in which threads can acquire, release and cancel, does what a plain FIFO queue
 * does; and who waited is told once, and only once, that it has a connection. {@code -Daatomic.stress.seconds} tries more of them.
 *
 * <p>Public, since Lincheck makes instances of it. In a JVM of its own, since Lincheck transforms the classes that it watches.
 */
@Tag("G2")
@Tag("lincheck")
@EnabledForJreRange(max = JRE.JAVA_25, disabledReason = "Lincheck has been tried up to there")
public final class AdmissionLincheckTest {

    private static final int EFFORT = Math.max(1, Integer.getInteger("aatomic.stress.seconds", 2) / 2);
    private static final int CONNECTIONS = 1;
    private static final int THREADS = 2;
    private static final int TICKETS = 3;

    /** Threads are numbered from 1; what comes before them has 0, what comes after them the next number. */
    private static final int IDS = THREADS + 2;

    private final Admission admission = new Admission(CONNECTIONS);
    private final Probe[] probes = new Probe[TICKETS * IDS];

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

    public AdmissionLincheckTest() {
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
                admission.release(probe);
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

    @Validate
    public void whoWaitedIsToldOnce() {
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

    /** A plain queue, used by one thread at a time. */
    public static final class Model {

        private final Known[] known = new Known[TICKETS * IDS];
        private final Queue<Integer> queue = new ArrayDeque<>();
        private int free = CONNECTIONS;

        public Model() {
            Arrays.fill(known, Known.NOTHING);
        }

        public String move(int thread, int number) {
            int ticket = TICKETS * thread + number;
            switch (known[ticket]) {
                case NOTHING -> {
                    boolean granted = free > 0;
                    known[ticket] = granted ? Known.HOLDS : Known.WAITS;
                    if (granted) {
                        free--;
                    } else {
                        queue.add(ticket);
                    }
                    return granted ? "holds" : "waits";
                }
                case HOLDS -> {
                    known[ticket] = Known.NOTHING;
                    // Who is next learns of it when it asks.
                    if (queue.poll() == null) {
                        free++;
                    }
                    return "released";
                }
                default -> {
                    boolean left = queue.remove(ticket);
                    known[ticket] = left ? Known.NOTHING : Known.HOLDS;
                    return left ? "left" : "had been granted";
                }
            }
        }
    }

    @Test
    void everyInterleavingIsThatOfAQueue() {
        new ModelCheckingOptions()
                .threads(THREADS)
                .actorsPerThread(6)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(6 * EFFORT)
                .invocationsPerIteration(50)
                .sequentialSpecification(Model.class)
                .check(AdmissionLincheckTest.class);
    }

    @Test
    void manyRunsAreThoseOfAQueue() {
        new StressOptions()
                .threads(THREADS)
                .actorsPerThread(6)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(3 * EFFORT)
                .invocationsPerIteration(50)
                .sequentialSpecification(Model.class)
                .check(AdmissionLincheckTest.class);
    }
}
