package dev.aatomic.runtime.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A flight recording of our events, from its making to its end. */
public final class FlightRecording implements AutoCloseable {

    public static final String TRANSACTION = "dev.aatomic.Transaction";
    public static final String CONNECTION_WAIT = "dev.aatomic.ConnectionWait";
    public static final String STEP = "dev.aatomic.Step";
    public static final String BODY = "dev.aatomic.Body";
    public static final String NESTED_BLOCK = "dev.aatomic.NestedBlock";
    public static final String HOOK = "dev.aatomic.Hook";

    private static final List<String> ALL = List.of(TRANSACTION, CONNECTION_WAIT, STEP, BODY, NESTED_BLOCK, HOOK);

    /** A text of the length of those that the recorder keeps in a pool. */
    @Name("dev.aatomic.test.Pooled")
    @StackTrace(false)
    private static final class Pooled extends Event {
        @SuppressWarnings("unused")
        private final String text = "a text that is pooled";
    }

    /**
     * Runs from before the other one to after it. JDK 17 takes a pooled text for written if no text was written since the last recording but
     * one, and loses it: so one is.
     */
    private final Recording around = new Recording();

    private final Recording recording = new Recording();

    /** Records all of our events. */
    public FlightRecording() {
        this(ALL);
    }

    /** Records some of our events. */
    public FlightRecording(List<String> events) {
        ALL.forEach(around::disable);
        around.start();
        new Pooled().commit();
        ALL.forEach(recording::disable);
        events.forEach(event -> recording.enable(event).withThreshold(Duration.ZERO));
        recording.start();
    }

    /** Ends it. What is in it of ours, by the time at which it began. */
    public List<RecordedEvent> end() {
        recording.stop();
        return soFar();
    }

    /** What is in it of ours, by the time at which it began. */
    public List<RecordedEvent> soFar() {
        try {
            Path file = Files.createTempFile("recording", ".jfr");
            try {
                recording.dump(file);
                return RecordingFile.readAllEvents(file).stream()
                        .filter(event -> ALL.contains(event.getEventType().getName()))
                        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                        .toList();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of a name. */
    public static List<RecordedEvent> only(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    /** The only one of a name that has a text in a field. */
    public static RecordedEvent one(List<RecordedEvent> events, String name, String field, String text) {
        List<RecordedEvent> found = only(events, name).stream()
                .filter(event -> text.equals(event.getString(field)))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one " + name + " with " + field + " " + text + ", found " + found);
        }
        return found.get(0);
    }

    /** The texts of a field, in order. */
    public static List<String> texts(Stream<RecordedEvent> events, String field) {
        return events.map(event -> event.getString(field)).toList();
    }

    /** The blocks that were on a connection, in order: when each of them had it, and when it was back. */
    public static List<Held> held(List<RecordedEvent> events, int connection) {
        return only(events, TRANSACTION).stream()
                .filter(event -> event.getInt("connection") == connection)
                .map(event -> new Held(connectedAt(events, event), event.getEndTime()))
                .sorted(Comparator.comparing(Held::from))
                .toList();
    }

    /** When the block that is told of had its connection, by the recorder's own clock. */
    public static Instant connectedAt(List<RecordedEvent> events, RecordedEvent transaction) {
        return only(events, CONNECTION_WAIT).stream()
                .filter(wait -> wait.getLong("block") == transaction.getLong("block"))
                .map(RecordedEvent::getEndTime)
                .findFirst()
                .orElseThrow();
    }

    /** How long a block held its connection. */
    public record Held(Instant from, Instant to) {}

    @Override
    public void close() {
        recording.close();
        around.close();
    }
}
