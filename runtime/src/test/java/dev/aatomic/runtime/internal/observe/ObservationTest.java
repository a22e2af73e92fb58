package dev.aatomic.runtime.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a block: to whom, in which order, and with which times. */
@Tag("rooms")
final class ObservationTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<TransactionEvent> events = new CopyOnWriteArrayList<>();
    private final List<Runnable> elsewhere = new ArrayList<>();
    private final IOException failure = new IOException();

    private record Block(String name, ManagedDatabase database, int depth) implements Observed {

        @Override
        public @Nullable Observation observationAround() {
            return null;
        }

        @Override
        public long id() {
            return 7;
        }

        @Override
        public boolean hasSavepoint() {
            return depth > 0;
        }
    }

    private class Listener implements TransactionListener {

        void note(String what, TransactionEvent event) {
            told.add(what + " " + event.name());
            events.add(event);
        }

        @Override
        public void began(TransactionEvent event) {
            note("began", event);
        }

        @Override
        public void waiting(TransactionEvent event) {
            note("waiting", event);
        }

        @Override
        public void idle(TransactionEvent event) {
            note("idle", event);
        }

        @Override
        public void committed(TransactionEvent event) {
            note("committed", event);
        }

        @Override
        public void rolledBack(TransactionEvent event) {
            note("rolled back", event);
        }

        @Override
        public void retried(TransactionEvent event) {
            note("retried", event);
        }

        @Override
        public void unknown(TransactionEvent event) {
            note("unknown", event);
        }
    }

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
    }

    private Observers observers(boolean recordsTimes, TransactionListener... listeners) {
        return new Observers(List.of(listeners), null, recordsTimes, false, dispatcher);
    }

    private @Nullable Observation opened(Observers observers, int depth) {
        return depth == 0 ? observers.opened(block(0), 3, null) : observers.openedInside(null, block(depth));
    }

    private Block block(int depth) {
        return new Block("block " + depth, database, depth);
    }

    private Observation observation(int depth) {
        return Objects.requireNonNull(opened(observers(false, new Listener()), depth));
    }

    private DatabaseMetrics metrics() {
        return database.counters.read(database.admission);
    }

    /** Some clocks stand still for a while. */
    private static void tick() {
        spin(0);
    }

    /** Lets more than so many nanoseconds pass. */
    private static void spin(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin <= nanos) {
            Thread.onSpinWait();
        }
    }

    /** As in a hook, where what is pending is told at once. */
    private static void inDispatch(Runnable action) {
        ThreadState thread = ThreadState.current();
        thread.enterHook();
        try {
            action.run();
        } finally {
            thread.leaveHook();
        }
    }

    /** The depth, whether times are recorded, whether somebody listens; then whether the block is observed. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        0, false, false, false
        0, true,  false, true
        0, false, true,  true
        0, true,  true,  true
        1, false, false, false
        1, true,  false, false
        1, false, true,  true
        1, true,  true,  true
        """)
    void blockIsObservedIfSomebodyWantsToKnow(int depth, boolean recordsTimes, boolean listens, boolean isObserved) {
        Observers observers = listens ? observers(recordsTimes, new Listener()) : observers(recordsTimes);

        assertThat(opened(observers, depth) != null).isEqualTo(isObserved);
    }

    @Test
    void outermostBlockIsObservedForThePlaceWhereItWasOpened() {
        Observers observers = new Observers(List.of(), null, false, true, dispatcher);

        assertThat(Objects.requireNonNull(opened(observers, 0)).openingPlace()).startsWith("org.junit.");
        assertThat(opened(observers, 1)).isNull();
        assertThat(observation(0).openingPlace()).isNull();
    }

    @Test
    void depthOfANestedBlockIsThatAroundItAndOne() {
        Observers observers = observers(false, new Listener());
        Observation around = Objects.requireNonNull(observers.openedInside(null, block(4)));

        assertThat(around.depth).isEqualTo(4);
        assertThat(Objects.requireNonNull(observers.openedInside(around, block(1))).depth)
                .isEqualTo(5);
    }

    @Test
    void nobodyIsAskedToTellWhereNobodyListens() {
        Objects.requireNonNull(opened(observers(true), 0)).retries(failure, elsewhere::add);

        assertThat(elsewhere).isEmpty();
    }

    /** The outcome, and what is told. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        COMMITTED,   committed
        ROLLED_BACK, rolled back
        UNKNOWN,     unknown
        """)
    void outermostBlockIsToldOfFromItsBeginningToItsEnd(Outcome outcome, String ended) {
        inDispatch(() -> {
            Observation observation = observation(0);
            observation.waits();
            observation.holds();
            observation.ends(outcome, failure);
        });

        assertThat(told).containsExactly("waiting block 0", "began block 0", ended + " block 0");
        TransactionEvent last = events.get(2);
        assertThat(last.database()).isEqualTo("orders");
        assertThat(last.depth()).isZero();
        assertThat(last.attempt()).isEqualTo(3);
        assertThat(last.failure()).isSameAs(failure);
        assertThat(events.get(1).failure()).isNull();
    }

    /** How a block got to its body, if it did, and what is told of that. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        holds,   true
        without, true
        late,    true
        not,     false
        """)
    void endTellsWhetherTheBodyWasCalled(String way, boolean begun) {
        inDispatch(() -> {
            Observation observation = observation(0);
            switch (way) {
                case "holds" -> observation.holds();
                case "without" -> observation.beginsWithout();
                case "late" -> {
                    observation.beginsWithout();
                    observation.asks();
                    observation.waits();
                }
                default -> observation.waits();
            }
            observation.ends(Outcome.ROLLED_BACK, failure);
        });

        assertThat(events.get(0).begun()).isEqualTo(begun);
        assertThat(events.get(events.size() - 1).begun()).isEqualTo(begun);
    }

    @Test
    void nestedBlockIsToldOfAtItsEnd() {
        inDispatch(() -> {
            Observation observation = observation(1);
            observation.holds();
            observation.ends(Outcome.COMMITTED, null);
        });

        assertThat(told).containsExactly("committed block 1");
    }

    @Test
    void blockThatHasItsConnectionAlreadyDoesNotWait() {
        inDispatch(() -> {
            Observation observation = observation(0);
            observation.holds();
            observation.waits();
        });

        assertThat(told).containsExactly("began block 0");
    }

    @Test
    void blockThatHasEndedAlreadyDoesNotWait() {
        inDispatch(() -> {
            Observation observation = observation(0);
            tick();
            observation.ends(Outcome.ROLLED_BACK, failure);
            observation.waits();
        });

        assertThat(told).containsExactly("rolled back block 0");
        assertThat(events.get(0).holdNanos()).isZero();
        assertThat(events.get(0).waitNanos()).isPositive();
    }

    @Test
    void idleBlockIsTheInnermost() {
        inDispatch(() -> observation(0).idles(block(2)));

        assertThat(told).containsExactly("idle block 2");
        assertThat(events.get(0).depth()).isEqualTo(2);
    }

    @Test
    void timesOfTheBlockStandStillOnceTheyAreOver() {
        long[] limits = new long[2];
        inDispatch(() -> {
            long begin = System.nanoTime();
            Observation observation = observation(0);
            tick();
            observation.holds();
            limits[0] = System.nanoTime() - begin;
            spin(limits[0]);
            observation.releases();
            limits[1] = System.nanoTime() - begin;
            spin(limits[1]);
            observation.ends(Outcome.COMMITTED, null);
            tick();
            observation.retries(failure, Runnable::run);
        });

        TransactionEvent ended = events.get(1);
        TransactionEvent retried = events.get(2);
        assertThat(ended.waitNanos()).isBetween(1L, limits[0]);
        assertThat(ended.holdNanos()).isBetween(1L, limits[1]);
        assertThat(retried.waitNanos()).isEqualTo(ended.waitNanos());
        assertThat(retried.holdNanos()).isEqualTo(ended.holdNanos());
        assertThat(told).last().isEqualTo("retried block 0");
    }

    @Test
    void waitForAConnectionThatNeverComesStandsStillOnceItIsOver() {
        inDispatch(() -> {
            Observation observation = observation(0);
            tick();
            observation.waits();
            tick();
            observation.ends(Outcome.ROLLED_BACK, failure);
            tick();
            observation.retries(failure, Runnable::run);
        });

        assertThat(events.get(0).waitNanos()).isPositive();
        assertThat(events.get(1).waitNanos())
                .isGreaterThan(events.get(0).waitNanos())
                .isEqualTo(events.get(2).waitNanos());
    }

    @Test
    void timesOfOutermostBlocksAreCountedWhereTheyAreRecorded() {
        Observation observation = Objects.requireNonNull(opened(observers(true), 0));
        tick();
        observation.holds();
        long waited = metrics().waitNanos();
        assertThat(waited).isPositive();
        assertThat(metrics().holdNanos()).isZero();
        tick();
        observation.ends(Outcome.COMMITTED, null);
        long held = metrics().holdNanos();
        assertThat(held).isPositive();

        // One that got no connection has held none, and nobody records those of a nested block, or these.
        Objects.requireNonNull(opened(observers(true), 0)).ends(Outcome.ROLLED_BACK, failure);
        for (Observation other :
                List.of(Objects.requireNonNull(opened(observers(true, new Listener()), 1)), observation(0))) {
            tick();
            other.holds();
            tick();
            other.ends(Outcome.COMMITTED, null);
        }
        assertThat(metrics().waitNanos()).isEqualTo(waited);
        assertThat(metrics().holdNanos()).isEqualTo(held);
    }

    @Test
    void threadThatRunsNoLaneLeavesTheTellingToAnother() {
        Observation observation = observation(0);

        observation.retries(failure, elsewhere::add);
        observation.retries(failure, elsewhere::add);

        assertThat(told).isEmpty();
        assertThat(elsewhere).hasSize(1);
        elsewhere.remove(0).run();
        assertThat(told).containsExactly("retried block 0", "retried block 0");
        observation.retries(failure, elsewhere::add);
        assertThat(elsewhere).hasSize(1);
    }

    @Test
    void threadThatRunsLanesTellsWhatIsPendingInItsOrder() {
        Observation observation = observation(0);
        observation.retries(failure, elsewhere::add);

        inDispatch(observation::holds);

        assertThat(told).containsExactly("retried block 0", "began block 0");
        elsewhere.remove(0).run();
        assertThat(told).hasSize(2);
    }

    @Test
    void threadThatOthersDependOnCallsNoListener() {
        Observation observation = observation(0);

        ThreadState.current().runReserved(() -> inDispatch(() -> observation.retries(failure, elsewhere::add)));

        assertThat(told).isEmpty();
        assertThat(elsewhere).hasSize(1);
    }

    /** A listener that opens blocks of its own comes back here. */
    @Test
    void listenerIsNotCalledInsideItself() {
        List<Observation> observed = new ArrayList<>();
        Observers observers = observers(false, new Listener() {
            @Override
            void note(String what, TransactionEvent event) {
                if (what.equals("began")) {
                    observed.get(0).ends(Outcome.COMMITTED, null);
                    told.add("began, told");
                } else {
                    super.note(what, event);
                }
            }
        });
        observed.add(Objects.requireNonNull(opened(observers, 0)));

        inDispatch(() -> observed.get(0).holds());

        assertThat(told).containsExactly("began, told", "committed block 0");
    }

    @Test
    void listenerThatFailsKeepsNobodyFromBeingTold() {
        TransactionListener failing = new TransactionListener() {
            @Override
            public void began(TransactionEvent event) {
                throw new IllegalStateException("of the listener");
            }
        };
        Observers observers = observers(false, failing, new Listener());
        try (LogCapture log = new LogCapture()) {
            inDispatch(() -> Objects.requireNonNull(opened(observers, 0)).holds());

            assertThat(told).containsExactly("began block 0");
            assertThat(log.count("failed on block 'block 0'")).isOne();
        }
    }

    @Test
    void listenerIsCalledOutsideAnyScope() {
        Context scope = new Context() {
            @Override
            public Context opener() {
                return null;
            }

            @Override
            public void executeLater(Runnable continuation) {
                throw new AssertionError();
            }

            @Override
            public void execute(Runnable continuation) {
                throw new AssertionError();
            }
        };
        List<Context> current = new ArrayList<>();
        Observers observers = observers(false, new Listener() {
            @Override
            void note(String what, TransactionEvent event) {
                current.add(ThreadState.currentContext());
            }
        });

        inDispatch(() -> scope.runHere(() -> {
            Objects.requireNonNull(opened(observers, 0)).holds();
            current.add(ThreadState.currentContext());
        }));

        assertThat(current).containsExactly(null, scope);
    }

    @Test
    void endOnAThreadThatRunsNoLaneIsToldOnOneOfOurs() {
        List<Thread> tellers = new CopyOnWriteArrayList<>();
        Observers observers = observers(false, new Listener() {
            @Override
            void note(String what, TransactionEvent event) {
                tellers.add(Thread.currentThread());
            }
        });

        Objects.requireNonNull(opened(observers, 0)).ends(Outcome.COMMITTED, null);

        Await.until("told", () -> !tellers.isEmpty());
        assertThat(tellers.get(0)).isNotSameAs(Thread.currentThread());
    }
}
