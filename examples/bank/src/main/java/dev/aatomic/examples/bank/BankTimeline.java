package dev.aatomic.examples.bank;

import dev.aatomic.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.Recording;

/** Records a run by the flight recorder, and draws its blocks. */
final class BankTimeline {

    /** Maven's folder for what is built; beside the program where it runs without Maven. */
    private static final Path TARGET = Path.of("target");

    private BankTimeline() {}

    static Path folder() {
        return Files.isDirectory(TARGET) ? TARGET : Path.of("");
    }

    /** Runs something, and leaves its recording and the picture of it in a folder. */
    static <T> T record(Path folder, Supplier<T> run) throws IOException {
        Path recordingFile = folder.resolve("bank.jfr");
        T result;
        try (Recording recording = new Recording()) {
            recording.start();
            result = run.get();
            recording.stop();
            recording.dump(recordingFile);
        }
        Timeline.write(List.of(recordingFile), page(folder));
        return result;
    }

    /** Where the picture is. */
    static Path page(Path folder) {
        return folder.resolve("bank.html");
    }
}
