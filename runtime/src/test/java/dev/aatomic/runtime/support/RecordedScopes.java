package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * An application on H2 whose blocks are recorded, in a JVM of its own: once its flight recorder has been started, a JVM can hardly be
 * instrumented any more. Prints a line for each of our events in the recording, whose file is the argument.
 */
public final class RecordedScopes {

    public static final String EVENT = "dev.aatomic.Transaction";

    private RecordedScopes() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:recorded", "sa", "");
        try (Connection keepsItOpen = pool.getConnection();
                Transactions transactions =
                        Transactions.builder().database("default", pool, 5).build()) {
            Sql.update(keepsItOpen, "create table entry(v int primary key)");
            record(transactions, file);
        } finally {
            pool.dispose();
        }
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(EVENT)) {
                System.out.println(line(event));
            }
        }
    }

    private static void record(Transactions transactions, Path file) throws IOException {
        // The event's class is there before the recording is.
        transactions.atomic().named("before").run(() -> {});
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withThreshold(Duration.ZERO);
            recording.start();
            Await.value(transactions
                    .atomic()
                    .named("good")
                    .getStageAsync(() -> transactions
                            .submit(Sql.insert(1))
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .named("nested")
                                    .getStageAsync(() -> transactions.submit(Sql.insert(2))))));
            Await.cause(transactions
                    .atomic()
                    .named("bad")
                    .getStageAsync(() -> CompletableFuture.failedFuture(new IOException())));
            recording.stop();
            transactions.atomic().named("after").run(() -> {});
            recording.dump(file);
        }
    }

    private static String line(RecordedEvent event) {
        boolean measured = event.getDuration().toNanos() > 0
                && event.getDuration("wait").toNanos() > 0
                && event.getDuration("hold").toNanos() > 0;
        return String.join(
                ", ",
                event.getString("database"),
                event.getString("name"),
                event.getString("outcome"),
                "attempt " + event.getInt("attempt"),
                measured ? "measured" : "not measured: " + event);
    }
}
