package dev.aatomic.runtime.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The library's virtual threads, which nothing lists but a thread dump of JDK 21 and later. */
final class VirtualThreads {

    private static final int SINCE = 21;
    private static final long LONGEST_SECONDS = 60;
    private static final Pattern NAME = Pattern.compile("\"name\": \"(aatomic-dispatch-[^\"]*)\"");

    private VirtualThreads() {}

    /** The names of those that have not ended, and of the library's own dispatch threads that are not virtual. */
    static List<String> live() {
        if (Runtime.version().feature() < SINCE) {
            return List.of();
        }
        try {
            Path directory = Files.createTempDirectory("threads");
            Path dump = directory.resolve("dump.json");
            try {
                dump(dump);
                return NAME.matcher(Files.readString(dump))
                        .results()
                        .map(name -> name.group(1))
                        .toList();
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void dump(Path file) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(ProcessHandle.current().pid()),
                        "Thread.dump_to_file",
                        "-format=json",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!jcmd.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
                throw new AssertionError("No thread dump: " + jcmd);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            jcmd.destroy();
        }
    }
}
