package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server is awaited until it says that it takes connections; one that never says so is told of with what it said. */
final class ServerProcessTest {

    /** A program that says something and ends. */
    private static final List<String> COMMAND =
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version");

    @Test
    void serverThatSaysSoIsThere() throws IOException {
        try (ServerProcess server = ServerProcess.start(COMMAND, "version")) {
            assertThat(server).isNotNull();
        }
    }

    @Test
    void serverThatEndsBeforeIsToldOfWithWhatItSaid() {
        assertThatThrownBy(() -> ServerProcess.start(COMMAND, "takes connections"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not start: expected a line with 'takes connections'")
                .hasMessageContaining("version");
    }

    @Test
    void programThatIsNotThereIsNotStarted() {
        assertThatThrownBy(() -> ServerProcess.start(List.of("/no/such/program"), "version"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/program");
    }
}
