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

    public EngineRecording() {
        around.start();
        new Pooled().commit();
        recording.enable("jdk.JVMInformation");
        EVENTS.forEach(event -> recording.enable("dev.aatomic." + event).withThreshold(Duration.ZERO));
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
