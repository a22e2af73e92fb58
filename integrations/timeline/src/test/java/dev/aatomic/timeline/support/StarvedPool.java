package dev.aatomic.timeline.support;

import static dev.aatomic.timeline.support.FiveConnections.statement;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool of five, and one block that starves it: it updates a row, then calls a mail server and holds the row's lock meanwhile. Four
 * others wait for the lock in the database, and whoever comes has no connection. Real blocks under a real recording; the documentation
 * shows its picture.
 */
public final class StarvedPool {

    private static final int BLOCKS = 110;
    private static final int CULPRIT = 22;
    private static final long EVERY_MILLIS = 9;
    private static final long MAIL_MILLIS = 480;
    private static final String LOCKS_THE_ROW = "update account set balance = balance + 1 where id = 1";

    private final FiveConnections database;
    private final Transactions transactions;
    private final Executor mailServer;
    private final Queue<CompletableFuture<?>> blocks = new ConcurrentLinkedQueue<>();

    private StarvedPool(FiveConnections database, ScheduledExecutorService clock) {
        this.database = database;
        this.transactions = database.transactions();
        this.mailServer = task -> clock.schedule(task, MAIL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Records it into a file. */
    public static Path record(Path file) throws IOException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (FiveConnections database = new FiveConnections()) {
            StarvedPool pool = new StarvedPool(database, clock);
            pool.prepare();
            try (EngineRecording recording = new EngineRecording()) {
                pool.run(clock);
                return recording.end(file);
            }
        } finally {
            clock.shutdownNow();
        }
    }

    /** Called by the database, whose statements would take no time. */
    public static boolean pause(long micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
        return true;
    }

    private void prepare() {
        database.execute("create table account(id int primary key, balance int)");
        database.execute("insert into account values (1, 0)");
        database.execute("create alias pause for '" + StarvedPool.class.getName() + ".pause'");
        for (int i = 1; i <= 40; i++) {
            // Classes are loaded, and connections made.
            Await.value(i % 2 == 0 ? transfer() : order(1));
        }
    }

    private void run(ScheduledExecutorService clock) {
        CountDownLatch opened = new CountDownLatch(BLOCKS);
        for (int i = 1; i <= BLOCKS; i++) {
            int number = i;
            clock.schedule(
                    () -> {
                        blocks.add(number == CULPRIT ? invoice() : number % 3 == 0 ? transfer() : order(number));
                        opened.countDown();
                    },
                    i * EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
        Await.latch(opened);
        blocks.forEach(Await::end);
    }

    /** Has the row's lock, and waits for something that is not the database. */
    private CompletableFuture<Boolean> invoice() {
        return transactions
                .atomic()
                .named("Invoices.send")
                .getStageAsync(() -> transactions
                        .submit(statement(LOCKS_THE_ROW))
                        .thenCompose(done -> CompletableFuture.supplyAsync(() -> done, mailServer)));
    }

    private CompletableFuture<Boolean> transfer() {
        return transactions
                .atomic()
                .named("Accounts.transfer")
                .getStageAsync(() -> query(6_000)
                        .thenCompose(done ->
                                transactions.atomic().named("Rewards.add").getStageAsync(() -> query(4_000)))
                        .thenCompose(done -> transactions.submit(statement(LOCKS_THE_ROW))));
    }

    /** Every eleventh is refused. */
    private CompletableFuture<Boolean> order(int number) {
        return transactions.atomic().named("Orders.place").getStageAsync(() -> {
            transactions.onCommit(() -> pause(3_000));
            return query(8_000)
                    .thenApply(done -> pause(2_000))
                    .thenCompose(done -> query(4_000))
                    .thenApply(done -> {
                        if (number % 11 == 0) {
                            throw new IllegalArgumentException("out of stock");
                        }
                        return done;
                    });
        });
    }

    private CompletableFuture<Boolean> query(long micros) {
        return transactions.submit(statement("select pause(" + micros + ")"));
    }
}
