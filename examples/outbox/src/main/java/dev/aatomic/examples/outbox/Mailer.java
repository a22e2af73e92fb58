package dev.aatomic.examples.outbox;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;

/** Sends mails. As many of it as wanted may run, on any machine that reaches the database. */
public final class Mailer {

    private Mailer() {}

    /**
     * Runs the program, until it gets a line or the end of its input.
     *
     * @param arguments the database's URL
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        try (HikariDataSource pool = Programs.pool(arguments[0])) {
            Scheduler worker = Outbox.worker(pool, mail -> System.out.println("sent " + mail.id()))
                    .build();
            worker.start();
            System.in.read();
            worker.stop();
        }
    }
}
