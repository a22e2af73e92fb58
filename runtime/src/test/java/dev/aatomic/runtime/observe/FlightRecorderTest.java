package dev.aatomic.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.RecordedScopes;
import dev.aatomic.runtime.support.ScopeWithoutJooq;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks in a flight recording. */
@Tag("observability")
final class FlightRecorderTest {

    @TempDir
    Path folder;

    @Test
    void outermostBlocksAreRecorded() throws Exception {
        Path output = folder.resolve("output.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordedScopes.class.getName(),
                        folder.resolve("recording.jfr").toString())
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        try {
            assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            program.destroyForcibly();
        }

        assertThat(program.exitValue())
                .as("%s", Files.readString(folder.resolve("errors.txt")))
                .isZero();
        assertThat(Files.readAllLines(output))
                .containsExactlyInAnyOrder(
                        "default, good, COMMITTED, attempt 1, measured",
                        "default, bad, ROLLED_BACK, attempt 1, measured");
    }

    /** Stands for a run time image without the recorder's module. */
    private static final class NoRecorder extends ClassLoader {

        NoRecorder() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jdk.jfr.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void scopeRunsWithoutTheRecorder() throws Exception {
        List<URL> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(entries.toArray(URL[]::new), new NoRecorder())) {
            assertThatThrownBy(() -> loader.loadClass("jdk.jfr.Event")).isInstanceOf(ClassNotFoundException.class);

            Callable<?> program = (Callable<?>) loader.loadClass(ScopeWithoutJooq.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(program.call()).isEqualTo(List.of(1, 2, 3));
        }
    }
}
