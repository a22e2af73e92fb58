package dev.aatomic.runtime;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.ScopeWithoutJooq;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Blocks in a flight recording. */
final class FlightRecorderTest {

    private static final String EVENT = "dev.aatomic.Transaction";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @TempDir
    Path folder;

    @Test
    void outermostBlocksAreRecorded() throws Exception {
        TestDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        transactions.atomic().named("before").run(() -> {});

        List<RecordedEvent> events;
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withThreshold(Duration.ZERO);
            recording.start();
            Await.value(transactions
                    .atomic()
                    .named("good")
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .named("nested")
                                    .getStageAsync(() -> transactions.submit(insert(2))))));
            Await.cause(transactions
                    .atomic()
                    .named("bad")
                    .getStageAsync(() -> CompletableFuture.failedFuture(new IOException())));
            recording.stop();
            transactions.atomic().named("after").run(() -> {});
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            events = RecordingFile.readAllEvents(file);
        }

        assertThat(events.stream()
                        .map(event -> event.getEventType().getName() + " " + event.getString("database") + " "
                                + event.getString("name") + " " + event.getString("outcome") + " "
                                + event.getInt("attempt")))
                .containsExactlyInAnyOrder(EVENT + " default good committed 1", EVENT + " default bad rolled back 1");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getDuration()).isPositive();
            assertThat(event.getDuration("wait")).isPositive();
            assertThat(event.getDuration("hold")).isPositive();
            assertThat(event.getDuration("wait").plus(event.getDuration("hold")))
                    .isLessThanOrEqualTo(event.getDuration().plusMillis(1));
        });
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
