package dev.aatomic.runtime.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.support.NoDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where somebody records flights, each outermost block is in them with what became of it. */
@Tag("rooms")
final class FlightTransactionTest {

    private static final String EVENT = "dev.aatomic.Transaction";

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

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);
    private final Observers observers = new Observers(List.of(), null, false, false, dispatcher);

    @TempDir
    Path folder;

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
    }

    private @Nullable Observation opened(String name, int attempt) {
        return observers.opened(new Block(name, database, 0), attempt, null);
    }

    /** What is recorded of blocks while an action runs. */
    private List<RecordedEvent> recorded(@Nullable Duration threshold, Runnable action) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            if (threshold == null) {
                recording.enable(EVENT).withoutThreshold();
            } else {
                recording.enable(EVENT).withThreshold(threshold);
            }
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
        events.removeIf(event -> !event.getEventType().getName().equals(EVENT));
        return events;
    }

    /** Some clocks stand still for a while. */
    private static void tick() {
        long begin = System.nanoTime();
        while (System.nanoTime() == begin) {
            Thread.onSpinWait();
        }
    }

    private static String describe(RecordedEvent event) {
        return String.join(
                ", ",
                event.getString("database"),
                event.getString("name"),
                event.getString("outcome"),
                "attempt " + event.getInt("attempt"));
    }

    @Test
    void outermostBlockIsRecordedWithItsTimes() throws IOException {
        List<RecordedEvent> events = recorded(null, () -> {
            for (Outcome outcome : Outcome.values()) {
                Observation observation = Objects.requireNonNull(opened("block", 3));
                tick();
                observation.holds();
                tick();
                observation.ends(outcome, null);
            }
        });

        assertThat(events)
                .extracting(FlightTransactionTest::describe)
                .containsExactlyInAnyOrder(
                        "orders, block, COMMITTED, attempt 3",
                        "orders, block, ROLLED_BACK, attempt 3",
                        "orders, block, UNKNOWN, attempt 3");
        assertThat(events).allSatisfy(event -> {
            Duration whole = event.getDuration();
            assertThat(whole).isPositive().isLessThan(Duration.ofMinutes(1));
            assertThat(event.getDuration("delay")).isZero();
            assertThat(event.getDuration("wait")).isPositive().isLessThan(Duration.ofMinutes(1));
            assertThat(event.getDuration("hold")).isPositive().isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void blockThatAsksLateIsRecordedWithHowLateThatWas() throws IOException {
        List<RecordedEvent> events = recorded(null, () -> {
            Observation observation = Objects.requireNonNull(opened("late", 1));
            observation.beginsWithout();
            tick();
            observation.asks();
            tick();
            observation.holdsLate();
            tick();
            observation.ends(Outcome.COMMITTED, null);
        });

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getDuration("delay")).isPositive().isLessThan(Duration.ofMinutes(1));
            assertThat(event.getDuration("wait")).isPositive().isLessThan(Duration.ofMinutes(1));
            assertThat(event.getDuration("hold")).isPositive().isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void blockThatNeverAskedHasNoTimes() throws IOException {
        List<RecordedEvent> events = recorded(null, () -> {
            Observation observation = Objects.requireNonNull(opened("never", 1));
            observation.beginsWithout();
            tick();
            observation.ends(Outcome.COMMITTED, null);
        });

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getDuration("delay")).isZero();
            assertThat(event.getDuration("wait")).isZero();
            assertThat(event.getDuration("hold")).isZero();
        });
    }

    @Test
    void blockThatIsShorterThanTheRecordingWantsIsLeftOut() throws IOException {
        assertThat(recorded(
                        Duration.ofHours(1),
                        () -> Objects.requireNonNull(opened("short", 1)).ends(Outcome.COMMITTED, null)))
                .isEmpty();
    }

    @Test
    void nothingIsObservedWhereNothingIsRecorded() {
        assertThat(opened("block", 1)).isNull();
    }
}
