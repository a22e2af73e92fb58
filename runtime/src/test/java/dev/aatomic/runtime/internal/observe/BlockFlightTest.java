package dev.aatomic.runtime.internal.observe;

import static dev.aatomic.runtime.support.FlightRecording.BODY;
import static dev.aatomic.runtime.support.FlightRecording.CONNECTION_WAIT;
import static dev.aatomic.runtime.support.FlightRecording.HOOK;
import static dev.aatomic.runtime.support.FlightRecording.NESTED_BLOCK;
import static dev.aatomic.runtime.support.FlightRecording.STEP;
import static dev.aatomic.runtime.support.FlightRecording.TRANSACTION;
import static dev.aatomic.runtime.support.FlightRecording.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.support.FlightRecording;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.memory.MemoryDatabase;
import dev.aatomic.runtime.support.memory.MemorySession;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What of a block becomes an event, and when. */
@Tag("rooms")
final class BlockFlightTest {

    /** A block that tells how often it was asked for its name. */
    private final class Block implements Observed {

        private final int depth;
        private int asked;

        Block(int depth) {
            this.depth = depth;
        }

        @Override
        public String name() {
            asked++;
            return "line\nline";
        }

        @Override
        public ManagedDatabase database() {
            return database;
        }

        @Override
        public @Nullable Observation observationAround() {
            return null;
        }

        @Override
        public long id() {
            return depth == 0 ? 7 : 8;
        }

        @Override
        public int depth() {
            return depth;
        }

        @Override
        public boolean hasSavepoint() {
            return depth == 1;
        }
    }

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);
    private final Observers observers = new Observers(List.of(), null, false, false, dispatcher);
    private final Block block = new Block(0);

    /** COMMITs that are not answered. */
    private final List<Runnable> unanswered = new ArrayList<>();

    private final MemorySession session = new MemorySession(new MemoryDatabase(unanswered::add));

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
    }

    private Observation opened() {
        return Objects.requireNonNull(observers.opened(block, 1, null));
    }

    private static BlockFlight flight(Observation observation) {
        return Objects.requireNonNull(observation.flight);
    }

    private static List<RecordedEvent> recorded(Runnable action) {
        try (FlightRecording recording = new FlightRecording()) {
            action.run();
            return recording.end();
        }
    }

    private static List<String> operations(List<RecordedEvent> events) {
        return only(events, STEP).stream()
                .map(step -> step.getString("operation") + (step.getBoolean("failed") ? " failed" : ""))
                .toList();
    }

    private static void tick() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 2_000_000) {
            Thread.onSpinWait();
        }
    }

    @Test
    void everyEventHasTheNumberAndThePrintableNameWhichIsAskedForOnce() {
        List<RecordedEvent> events = recorded(() -> {
            Observation outer = opened();
            BlockFlight flight = flight(outer);
            flight.asks();
            outer.connected(session, 0, false);
            flight.endStep(flight.beginStep(), StepOperation.STATEMENT, true, null);
            outer.call(() -> 1);
            Observation inner = Objects.requireNonNull(observers.openedInside(outer, new Block(1)));
            inner.ends(Outcome.ROLLED_BACK, null);
            outer.ends(Outcome.COMMITTED, null);
            flight.endHook(flight.beginHook(), "onCommit", this, true);
        });

        assertThat(events.stream().map(event -> event.getEventType().getName()))
                .containsExactlyInAnyOrder(TRANSACTION, CONNECTION_WAIT, STEP, BODY, NESTED_BLOCK, HOOK);
        assertThat(events).allMatch(event -> event.getLong("block") == 7);
        assertThat(events.stream().filter(event -> event.hasField("name")))
                .allMatch(event -> event.getString("name").equals("line\\u000aline"));
        assertThat(block.asked).isEqualTo(1);
        assertThat(operations(events)).containsExactly("statement failed");
        assertThat(only(events, NESTED_BLOCK)).allSatisfy(nested -> {
            assertThat(nested.getInt("depth")).isEqualTo(1);
            assertThat(nested.getBoolean("savepoint")).isTrue();
            assertThat(nested.getString("outcome")).isEqualTo("ROLLED_BACK");
        });
    }

    @Test
    void transactionEndsWhereItsConnectionIsBack() {
        List<RecordedEvent> events = recorded(() -> {
            Observation observation = opened();
            observation.connected(session, 3, false);
            observation.holds();
            observation.releases();
            observation.call(() -> 1);
            observation.ends(Outcome.COMMITTED, null);
        });

        RecordedEvent whole = only(events, TRANSACTION).get(0);
        assertThat(whole.getEndTime())
                .isBeforeOrEqualTo(only(events, BODY).get(0).getStartTime());
        assertThat(whole.getInt("connection")).isEqualTo(3);
    }

    @Test
    void connectionOfNobodysIsNone() {
        List<RecordedEvent> events = recorded(() -> {
            Observation guest = opened();
            guest.connected(session, -3, true);
            guest.ends(Outcome.COMMITTED, null);
            opened().ends(Outcome.ROLLED_BACK, null);
        });

        assertThat(events).hasSize(2).allMatch(event -> event.getInt("connection") == -1);
    }

    private static RecordedEvent waitOf(List<RecordedEvent> events) {
        List<RecordedEvent> waits = only(events, CONNECTION_WAIT);
        assertThat(waits).hasSize(1);
        return waits.get(0);
    }

    private String outcomeOfWaitThatEndsWith(@Nullable Throwable failure) {
        return waitOf(recorded(() -> {
                    Observation observation = opened();
                    flight(observation).asks();
                    observation.ends(Outcome.ROLLED_BACK, failure);
                }))
                .getString("outcome");
    }

    @Test
    void waitEndsAsTheBlockDoes() {
        assertThat(outcomeOfWaitThatEndsWith(new CancellationException())).isEqualTo("CANCELLED");
        assertThat(outcomeOfWaitThatEndsWith(new TransactionTimedOutException("late", null)))
                .isEqualTo("TIMED_OUT");
        assertThat(outcomeOfWaitThatEndsWith(new IOException())).isEqualTo("REFUSED");
    }

    @Test
    void firstEndOfAWaitCounts() {
        assertThat(waitOf(recorded(() -> {
                            Observation observation = opened();
                            flight(observation).asks();
                            flight(observation).expires();
                            flight(observation).notConnected();
                            observation.ends(Outcome.ROLLED_BACK, new CancellationException());
                        }))
                        .getString("outcome"))
                .isEqualTo("TIMED_OUT");
        assertThat(waitOf(recorded(() -> {
                            Observation observation = opened();
                            flight(observation).asks();
                            observation.connected(session, 0, false);
                            observation.ends(Outcome.ROLLED_BACK, new CancellationException());
                        }))
                        .getString("outcome"))
                .isEqualTo("GRANTED");
    }

    /** The thread that was stuck in the driver comes back from it. */
    @Test
    void whatComesAfterTheEndCountsNoMore() {
        List<RecordedEvent> events = recorded(() -> {
            Observation observation = opened();
            flight(observation).asks();
            observation.ends(Outcome.ROLLED_BACK, new CancellationException());
            observation.connected(session, 0, false);
            observation.releases();
        });

        assertThat(events).hasSize(2);
        assertThat(only(events, TRANSACTION).get(0).getInt("connection")).isEqualTo(-1);
        assertThat(waitOf(events).getString("outcome")).isEqualTo("CANCELLED");
    }

    @Test
    void blockInOneThatIsNotRecordedIsNotEither() {
        Observers listening = new Observers(List.of(), null, true, false, dispatcher);
        Observation outer = Objects.requireNonNull(listening.opened(block, 1, null));

        List<RecordedEvent> events = recorded(
                () -> assertThat(listening.openedInside(outer, new Block(1))).isNull());

        assertThat(outer.flight).isNull();
        assertThat(outer.connected(session, 0, false)).isSameAs(session);
        assertThat(events).isEmpty();
    }

    @Test
    void blockThatOutlivesTheRecordingTellsNothing() {
        List<Observation> open = new ArrayList<>();
        recorded(() -> open.add(opened()));
        Observation observation = open.get(0);
        BlockFlight flight = flight(observation);

        flight.asks();
        assertThat(flight.beginStep()).isNull();
        assertThat(flight.beginBody()).isNull();
        assertThat(flight.beginHook()).isNull();
        flight.endStep(null, StepOperation.STEP, false, null);
        flight.endBody(null);
        flight.endHook(null, "onCommit", this, false);
        assertThat(observation.<Integer, RuntimeException>call(() -> 1)).isEqualTo(1);
        observation.ends(Outcome.COMMITTED, null);

        assertThat(recorded(() -> {})).isEmpty();
    }

    @Test
    void stepOutsideAnyBlockIsNumberZero() {
        assertThat(observers.beginStepOutside()).isNull();
        List<RecordedEvent> events = recorded(() ->
                observers.endStepOutside(observers.beginStepOutside(), database, StepOperation.STATEMENT, false, null));

        assertThat(events).hasSize(1).allMatch(event -> event.getLong("block") == 0);
        observers.endStepOutside(null, database, StepOperation.STATEMENT, false, null);
    }

    // ---- the connection

    private JdbcSession connected(boolean isWithin) {
        return opened().connected(session, 0, isWithin);
    }

    @Test
    void whatIsSentOfTheTransactionItselfIsATurn() {
        List<RecordedEvent> events = recorded(() -> {
            JdbcSession told = connected(false);
            try {
                told.begin();
                told.begin();
                ResourceSavepoint first = told.setSavepoint("a");
                ResourceSavepoint second = first.releaseAndSet("b");
                second.rollbackTo();
                second.release();
                told.setSavepoint("c").rollbackToAndRelease();
                told.rollback();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(operations(events))
                .containsExactly(
                        "begin",
                        "savepoint",
                        "savepoint",
                        "rollback to",
                        "release",
                        "savepoint",
                        "rollback to",
                        "rollback");
    }

    @Test
    void commitThatIsAnsweredLaterLastsUntilThen() {
        List<RecordedEvent> events = recorded(() -> {
            JdbcSession told = connected(false);
            try {
                told.begin();
                CompletableFuture<?> answer =
                        Objects.requireNonNull(told.commit()).toCompletableFuture();
                tick();
                assertThat(answer).isNotDone();
                unanswered.forEach(Runnable::run);
                assertThat(answer).isCompleted();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(operations(events)).containsExactly("begin", "commit");
        assertThat(only(events, STEP).get(1).getDuration().toNanos()).isGreaterThan(1_900_000);
    }

    @Test
    void refusalIsTold() {
        session.fail("begin", new SQLException("begin"));
        session.fail("commit", new SQLException("commit"));
        session.fail("rollback", new SQLException("rollback"));

        List<RecordedEvent> events = recorded(() -> {
            JdbcSession told = connected(false);
            assertThatThrownBy(told::begin).hasMessage("begin");
            assertThatThrownBy(told::commit).hasMessage("commit");
            assertThatThrownBy(told::rollback).hasMessage("rollback");
        });

        assertThat(operations(events)).containsExactly("begin failed", "commit failed", "rollback failed");
    }

    @Test
    void partOfAnotherLibrarysTransactionIsASavepoint() {
        List<RecordedEvent> events = recorded(() -> {
            try {
                JdbcSession told = connected(true);
                told.begin();
                told.commit();
                unanswered.forEach(Runnable::run);
                told.rollback();
                // Without a savepoint nothing is sent.
                JdbcSession merged = opened().connected(new MemorySession(new MemoryDatabase()), 0, true);
                merged.commit();
                merged.rollback();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(operations(events)).containsExactly("savepoint", "release", "rollback to");
    }
}
