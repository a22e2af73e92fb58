package dev.aatomic.examples.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a process that is killed: its tasks, and none of its hooks. */
class KillTest {

    /** A task whose worker has not given a sign of life for four of these runs again. */
    static final Duration HEARTBEAT = Duration.ofMillis(250);

    @TempDir
    Path folder;

    private final ShopDatabase database = new ShopDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void taskOutlivesTheProcessAndHookDoesNot() throws IOException {
        try (Child till = new Child(folder, Till.class, database.url(), "ada")) {
            till.awaitLine("committed order-1");
            till.kill();

            assertThat(till.said()).containsExactly("committed order-1");
            assertThat(database.orders()).containsExactly(1L);
            assertThat(database.tasks()).containsExactly("order-1", "survey-ada");
            assertThat(database.pickedTasks()).isEmpty();
        }

        try (Child mailer = new Child(folder, Mailer.class, database.url())) {
            mailer.awaitLine("sent order-1");
            database.awaitNothingDue();
            mailer.finish();

            assertThat(mailer.said()).containsExactly("sent order-1");
            assertThat(database.tasks()).containsExactly("survey-ada");
        }
    }

    /** The same process, which is not killed. */
    @Test
    void hookRunsWhereTheProcessLives() throws IOException {
        try (Child till = new Child(folder, Till.class, database.url(), "ada")) {
            till.awaitLine("committed order-1");
            till.finish();

            assertThat(till.said()).containsExactly("committed order-1", "hook order-1");
            assertThat(database.tasks()).containsExactly("order-1", "survey-ada");
        }
    }

    @Test
    void taskWhoseWorkerIsKilledRunsAgain() throws IOException {
        try (Child till = new Child(folder, Till.class, database.url(), "ada")) {
            till.awaitLine("committed order-1");
            till.kill();
        }
        try (Child mailer = new Child(folder, StuckMailer.class, database.url())) {
            mailer.awaitLine("began order-1");
            mailer.kill();

            assertThat(database.pickedTasks()).containsExactly("order-1");
        }

        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Scheduler worker = Outbox.worker(database.pool(), mail -> sent.add(mail.id()))
                .heartbeatInterval(HEARTBEAT)
                .build();
        worker.start();
        try {
            database.awaitNothingDue();
        } finally {
            worker.stop();
        }
        assertThat(sent).isNotEmpty().containsOnly("order-1"); // at least once, and here it had begun before
        assertThat(database.tasks()).containsExactly("survey-ada");
    }
}
