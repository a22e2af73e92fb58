package dev.aatomic.examples.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program in a process of its own, which may be killed. */
final class Child implements AutoCloseable {

    private final Path output;
    private final Process process;

    /** Starts it. What it says goes to a file of the folder. */
    Child(Path folder, Class<?> program, String... arguments) throws IOException {
        this.output = Files.createTempFile(folder, program.getSimpleName(), ".txt");
        this.process = Programs.process(program, arguments)
                .redirectOutput(output.toFile())
                .start();
    }

    void awaitLine(String line) {
        Await.until(line, () -> said().contains(line) || !process.isAlive());
        assertThat(said()).contains(line);
    }

    List<String> said() {
        try {
            return Files.readAllLines(output, Charset.defaultCharset());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it at once, as a power failure would: nothing in it is told. */
    void kill() {
        process.destroyForcibly();
        assertThat(Await.value(process.onExit()).exitValue()).isNotZero();
    }

    /** Tells it to go on, and waits for its end. */
    void finish() throws IOException {
        process.getOutputStream().close();
        assertThat(Await.value(process.onExit()).exitValue()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Await.value(process.onExit());
    }
}
