package dev.aatomic.examples.outbox;

import static dev.aatomic.examples.outbox.Schema.CUSTOMER;
import static dev.aatomic.examples.outbox.Schema.DUE;
import static dev.aatomic.examples.outbox.Schema.NUMBER;
import static dev.aatomic.examples.outbox.Schema.ORDERS;
import static dev.aatomic.examples.outbox.Schema.QUEUE;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Kills a process that takes orders right after they are committed, and then looks which mails arrive. */
public final class Shop {

    private static final int TICKETS = 5;
    private static final List<String> CUSTOMERS = List.of("ada", "bob", "cyd", "dan");

    private Shop() {}

    /**
     * Runs the program. It exits with 1 if a mail is missing or too many.
     *
     * @param arguments none
     * @throws Exception if the database or the other process does not start
     */
    public static void main(String[] arguments) throws Exception {
        Report report;
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            report = run(server.getJdbcUrl("postgres", "postgres"));
        }
        report.print(System.out);
        System.exit(report.isComplete() ? 0 : 1);
    }

    static Report run(String url) throws IOException {
        try (HikariDataSource pool = Programs.pool(url)) {
            DSLContext dsl = DSL.using(pool, SQLDialect.POSTGRES);
            Schema.create(dsl, "ticket", TICKETS);

            List<String> said = runAndKillTill(url);
            int queued = due(dsl);
            Queue<String> sent = new ConcurrentLinkedQueue<>();
            Consumer<Mail> mailServer = mail -> sent.add(mail.id());
            sendAll(
                    dsl,
                    Outbox.worker(pool, mailServer).build(),
                    Outbox.worker(pool, mailServer).build());

            List<String> orders = dsl.select(NUMBER).from(ORDERS).fetch(row -> "order-" + row.value1());
            int customers = dsl.fetchCount(dsl.selectDistinct(CUSTOMER).from(ORDERS));
            return new Report(said, orders, customers, queued, List.copyOf(sent), dsl.fetchCount(QUEUE));
        }
    }

    /** Has two orders of each customer placed at once. The process is killed after COMMIT and before its hooks have run. */
    private static List<String> runAndKillTill(String url) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(url));
        arguments.addAll(CUSTOMERS);
        arguments.addAll(CUSTOMERS);
        Process till =
                Programs.process(Till.class, arguments.toArray(String[]::new)).start();
        CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(till::destroyForcibly); // should it hang
        List<String> said = new ArrayList<>();
        try (BufferedReader output = till.inputReader(Charset.defaultCharset())) {
            while (said.size() < 2 * CUSTOMERS.size()) {
                String line = output.readLine();
                if (line == null) {
                    throw new IllegalStateException("Expected what became of 8 orders, found no more than " + said);
                }
                said.add(line);
            }
            till.toHandle().destroyForcibly(); // which, unlike the process itself, leaves its output to be read
            output.lines().forEach(said::add);
        }
        return said;
    }

    private static void sendAll(DSLContext dsl, Scheduler... workers) {
        for (Scheduler worker : workers) {
            worker.start();
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (due(dsl) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        for (Scheduler worker : workers) {
            worker.stop();
        }
    }

    private static int due(DSLContext dsl) {
        return dsl.fetchCount(QUEUE, DUE.le(DSL.currentOffsetDateTime()));
    }
}
