package dev.aatomic.timeline.internal.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads Aatomic's events out of flight recordings. */
public final class RecordingReader {

    /** What all of Aatomic's events are named by. */
    public static final String PREFIX = "dev.aatomic.";

    private static final String JVM = "jdk.JVMInformation";

    private RecordingReader() {}

    /**
     * Reads recordings. Those of one process may overlap: what several of them have counts once.
     *
     * @return the events, in order of their start
     */
    public static List<Event> read(List<Path> recordings) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Path recording : recordings) {
            List<Event> further = readOne(recording);
            events.addAll(Overlap.without(events, further));
        }
        events.sort(Comparator.comparingLong(Event::start).thenComparingLong(Event::end));
        return events;
    }

    private static List<Event> readOne(Path recording) throws IOException {
        String process = recording.toString();
        List<RecordedEvent> found = new ArrayList<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String type = event.getEventType().getName();
                if (type.startsWith(PREFIX)) {
                    found.add(event);
                } else if (type.equals(JVM)) {
                    process = "process " + event.getValue("pid") + " of " + event.getInstant("jvmStartTime");
                }
            }
        }
        List<Event> events = new ArrayList<>();
        for (RecordedEvent event : found) {
            Event translated = translate(process, event);
            if (translated != null) {
                events.add(translated);
            }
        }
        return events;
    }

    private static @Nullable Event translate(String process, RecordedEvent event) {
        Fields fields = new Fields(event);
        long block = fields.integer("block", Event.NO_ID);
        long start = nanos(event.getStartTime());
        long end = Math.max(start, nanos(event.getEndTime()));
        return switch (event.getEventType().getName().substring(PREFIX.length())) {
            case "Transaction" ->
                new Event.Transaction(
                        process,
                        block,
                        start,
                        end,
                        fields.text("database"),
                        fields.text("name"),
                        fields.text("outcome"),
                        (int) fields.integer("attempt", 1),
                        (int) fields.integer("connection", Event.NOT_RECORDED),
                        fields.nanos("delay"),
                        fields.nanos("wait"),
                        fields.nanos("hold"));
            case "ConnectionWait" ->
                new Event.ConnectionWait(
                        process,
                        block,
                        start,
                        end,
                        fields.text("database"),
                        fields.text("name"),
                        fields.text("outcome"));
            case "Step" ->
                new Event.Step(
                        process,
                        block,
                        start,
                        end,
                        fields.text("database"),
                        fields.text("operation"),
                        fields.flag("failed"),
                        fields.optionalText("sql"));
            case "Body" -> new Event.Body(process, block, start, end, fields.text("name"));
            case "NestedBlock" ->
                new Event.NestedBlock(
                        process,
                        block,
                        start,
                        end,
                        fields.text("name"),
                        (int) fields.integer("depth", 1),
                        fields.flag("savepoint"),
                        fields.text("outcome"));
            case "Hook" ->
                new Event.Hook(
                        process,
                        block,
                        start,
                        end,
                        fields.text("name"),
                        fields.text("kind"),
                        fields.text("hook"),
                        fields.flag("failed"));
            // Of a newer version: the rest can be drawn without it.
            default -> null;
        };
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
