package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What building the object and the first block load, on whatever machine: most of the time of a start is that. */
@Tag("hot-path")
final class StartUpTest {

    private static final long LONGEST_SECONDS = 60;

    /** With a few to spare. */
    private static final int MOST_CLASSES = 210;

    private static final int MOST_OF_ALL_CLASSES = 620;

    private static List<String> loaded() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartUpProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            assertThat(program.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(lines).contains(StartUpProgram.BEGIN, StartUpProgram.END);
            return lines.subList(lines.indexOf(StartUpProgram.BEGIN), lines.indexOf(StartUpProgram.END));
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void firstBlockLoadsLittle() throws Exception {
        List<String> loaded = loaded();

        assertThat(loaded).filteredOn(line -> line.startsWith("dev.aatomic.")).hasSizeLessThan(MOST_CLASSES);
        assertThat(loaded)
                .as("what only a flight recording needs")
                .noneMatch(line -> line.startsWith("jdk.jfr.internal."));
        // Also those of the JDK, and those that it makes where a lambda or a text is linked.
        assertThat(loaded).hasSizeLessThan(MOST_OF_ALL_CLASSES);
    }
}
