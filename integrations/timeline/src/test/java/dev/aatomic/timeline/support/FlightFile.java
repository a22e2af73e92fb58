package dev.aatomic.timeline.support;

import dev.aatomic.timeline.internal.recording.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;

/** Writes flight recordings. */
public final class FlightFile {

    private FlightFile() {}

    /** Records the events, and nothing of the JVM's. */
    public static Path write(Path file, List<Event> events) throws IOException {
        return record(file, () -> FlightReplay.replay(events));
    }

    /** Records what happens meanwhile, with the names of the JVM's events that are wanted too. */
    public static Path record(Path file, Runnable what, String... others) throws IOException {
        try (Recording recording = new Recording()) {
            for (Class<?> event : FlightEvents.class.getDeclaredClasses()) {
                recording.enable(event.asSubclass(jdk.jfr.Event.class)).withThreshold(Duration.ZERO);
            }
            for (String other : others) {
                recording.enable(other);
            }
            recording.start();
            what.run();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }
}
