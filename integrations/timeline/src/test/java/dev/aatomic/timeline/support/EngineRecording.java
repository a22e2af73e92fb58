package dev.aatomic.timeline.support;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

/** A flight recording of the engine's own events. */
public final class EngineRecording implements AutoCloseable {

    private static final List<String> EVENTS =
            List.of("Transaction", "ConnectionWait", "Step", "Body", "NestedBlock", "Hook");

    /** A text of the length of those that the recorder keeps in a pool. */
    @Name("dev.aatomic.test.Pooled")
    @StackTrace(false)
    private static final class Pooled extends Event {
        @SuppressWarnings("unused")
        private final String text = "a text that is pooled";
    }

    /** JDK 17 loses a pooled text if none was written since the last recording but one: this one has one. */
    private final Recording around = new Recording();

    private final Recording recording = new Recording();

    /** Of all events. */
    public EngineRecording() {
        this(EVENTS);
    }

    /** Of some of the engine's events, by the ends of their names. */
    public EngineRecording(List<String> events) {
        around.start();
        new Pooled().commit();
        recording.enable("jdk.JVMInformation");
        for (String event : EVENTS) {
            if (events.contains(event)) {
                recording.enable("dev.aatomic." + event).withThreshold(Duration.ZERO);
            } else {
                recording.disable("dev.aatomic." + event);
            }
        }
        recording.start();
    }

    /** Ends it, and writes what was recorded. */
    public Path end(Path file) throws IOException {
        recording.stop();
        recording.dump(file);
        return file;
    }

    @Override
    public void close() {
        recording.close();
        around.close();
    }
}
