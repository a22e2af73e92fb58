package dev.aatomic.timeline;

import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.Blocks;
import dev.aatomic.timeline.internal.page.HtmlWriter;
import dev.aatomic.timeline.internal.recording.Event;
import dev.aatomic.timeline.internal.recording.RecordingReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Draws the blocks of flight recordings as a picture in one HTML file, which needs nothing else. */
public final class Timeline {

    private static final int WRITTEN = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private static final String HOW_TO_RECORD = "Start the application with"
            + " -XX:StartFlightRecording:filename=recording.jfr, or ask one that runs with"
            + " 'jcmd <pid> JFR.start name=aatomic' and later"
            + " 'jcmd <pid> JFR.dump name=aatomic filename=recording.jfr'";

    private Timeline() {}

    /**
     * Runs the command. It exits with 0 if the page was written, with 1 if that failed, with 2 if it does not understand its arguments.
     *
     * @param arguments recordings, and {@code -o} before the page if it is not to stand beside the first
     */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        System.exit(status);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        Arguments understood;
        try {
            understood = Arguments.of(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return MISUSED;
        }
        if (understood.asksForHelp()) {
            out.println("Usage: " + Arguments.USAGE);
            out.println("Draws the blocks of flight recordings. " + HOW_TO_RECORD + ".");
            return WRITTEN;
        }
        try {
            int blocks = write(understood.recordings(), understood.page());
            out.println("Wrote " + blocks + (blocks == 1 ? " block to " : " blocks to ")
                    + understood.page().toAbsolutePath());
            return WRITTEN;
        } catch (TimelineException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    /**
     * Writes the picture of recordings.
     *
     * @param recordings flight recordings, of one process or of several
     * @param page the HTML file to write; what is there is replaced
     * @return how many blocks there are
     * @throws TimelineException if a recording cannot be read, has no event of Aatomic's, or the page cannot be written
     */
    public static int write(List<Path> recordings, Path page) {
        for (Path recording : recordings) {
            if (!Files.isRegularFile(recording)) {
                throw new TimelineException("Found no file " + recording.toAbsolutePath()
                        + ", expected a flight recording. " + HOW_TO_RECORD + ".");
            }
            if (recording
                    .toAbsolutePath()
                    .normalize()
                    .equals(page.toAbsolutePath().normalize())) {
                throw new TimelineException("Found " + page + " both as a recording and as the page to write,"
                        + " expected two files. Name another page after -o.");
            }
        }
        Blocks blocks = BlockAssembler.assemble(read(recordings));
        if (blocks.all().isEmpty()) {
            throw new TimelineException("Found no event of Aatomic in " + names(recordings) + ", expected "
                    + RecordingReader.PREFIX
                    + "Transaction and others. Record while blocks run, and do not disable these"
                    + " events. " + HOW_TO_RECORD + ".");
        }
        try (Writer out = Files.newBufferedWriter(page)) {
            HtmlWriter.write(names(recordings), blocks, out);
        } catch (IOException e) {
            throw new TimelineException(
                    "Could not write " + page.toAbsolutePath() + ": " + e
                            + ". Expected a file in a directory that is there and may be written: name another after -o.",
                    e);
        }
        return blocks.all().size();
    }

    private static List<Event> read(List<Path> recordings) {
        try {
            return RecordingReader.read(recordings);
        } catch (IOException e) {
            throw new TimelineException(
                    "Could not read " + names(recordings) + ": " + e.getMessage()
                            + ". Expected complete flight recordings, as written by JFR.dump, JFR.stop or at the exit of"
                            + " the application. " + HOW_TO_RECORD + ".",
                    e);
        }
    }

    private static String names(List<Path> recordings) {
        return recordings.stream()
                .map(recording -> String.valueOf(recording.getFileName()))
                .collect(Collectors.joining(", "));
    }
}
