package dev.aatomic.examples.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A mailer whose mail server never answers. */
final class StuckMailer {

    private StuckMailer() {}

    public static void main(String[] arguments) throws IOException {
        try (HikariDataSource pool = Programs.pool(arguments[0])) {
            Outbox.worker(pool, mail -> {
                        System.out.println("began " + mail.id());
                        Await.latch(new CountDownLatch(1));
                    })
                    .build()
                    .start();
            System.in.read(); // until the test has ended, whatever its end
        }
        Runtime.getRuntime().halt(1);
    }
}
