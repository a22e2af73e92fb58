package dev.aatomic.examples.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a task follows what becomes of the block in which it was scheduled. */
class OutboxTest {

    private final ShopDatabase database = new ShopDatabase();
    private final HikariDataSource pool = Programs.pool(database.url());
    private final Transactions transactions =
            Transactions.builder().database("default", pool).build();
    private final SchedulerClient outbox = Outbox.client(transactions);
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final List<Scheduler> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Scheduler::stop);
        transactions.close();
        pool.close();
        database.close();
    }

    @Test
    void committedTaskRunsOnce() {
        Orders orders = ordersWithWorker();

        assertThat(Await.value(orders.place("ada", "ticket").toCompletableFuture()))
                .isEqualTo(1);

        database.awaitNothingDue();
        assertThat(sent).containsExactly("order-1");
        assertThat(database.tasks()).containsExactly("survey-ada");
    }

    @Test
    void taskWaitsForCommit() {
        Orders orders = ordersWithWorker();
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> open = placeAndHold(orders, end);

        Await.value(orders.place("bob", "poster").toCompletableFuture());
        database.awaitNothingDue();
        assertThat(sent).containsExactly("order-2");

        end.complete(null);
        Await.value(open);
        database.awaitNothingDue();
        assertThat(sent).containsExactly("order-2", "order-1");
    }

    @Test
    void rolledBackTaskNeverRuns() {
        Orders orders = ordersWithWorker();

        assertThat(Await.cause(orders.place("bob", "unicorn"))).isInstanceOf(SoldOutException.class);
        Await.value(orders.place("ada", "ticket").toCompletableFuture());

        // The later one has run, and nothing is left that could run.
        database.awaitNothingDue();
        assertThat(sent).containsExactly("order-2");
        assertThat(database.tasks()).containsExactly("survey-ada");
    }

    @Test
    void taskIsGoneWithItsSavepoint() {
        Orders orders = ordersWithWorker();

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> orders.place("bob", "unicorn")
                        .handle((number, failure) -> failure)
                        .thenCompose(failure -> orders.place("ada", "ticket"))));

        database.awaitNothingDue();
        assertThat(sent).containsExactly("order-2");
        assertThat(database.tasks()).containsExactly("survey-ada");
    }

    @Test
    void taskOutsideAnyBlockIsRefused() {
        assertThatThrownBy(() -> outbox.scheduleIfNotExists(Outbox.task(Mail.confirmation(1, "ada"), Instant.now())))
                .hasRootCauseInstanceOf(NoTransactionException.class);

        assertThat(database.tasks()).isEmpty();
    }

    @Test
    void concurrentDuplicateCostsItsSavepointOnly() {
        Orders orders = orders(() -> {});
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> first = placeAndHold(orders, end);

        CompletableFuture<Long> second = orders.place("ada", "poster").toCompletableFuture();
        database.awaitBlockedStatement(); // the second one's survey, until the first one has ended
        end.complete(null);
        Await.value(first);
        Await.value(second);

        assertThat(database.orders()).containsExactly(1L, 2L);
        assertThat(database.tasks()).containsExactly("order-1", "order-2", "survey-ada");
    }

    @Test
    void failedTaskRunsAgain() {
        Queue<String> attempts = new ConcurrentLinkedQueue<>();
        start(Outbox.worker(database.pool(), mail -> {
                    attempts.add(mail.id());
                    if (attempts.size() == 1) {
                        throw new IllegalStateException("The mail server is away");
                    }
                })
                .build());

        Await.value(orders(() -> {}).place("ada", "ticket").toCompletableFuture());

        Await.until("the mail is sent", () -> database.tasks().equals(List.of("survey-ada")));
        assertThat(attempts).containsExactly("order-1", "order-1");
    }

    @Test
    void workersShareTheQueue() {
        List<String> ids = IntStream.range(0, 100).mapToObj(i -> "mail-" + i).toList();
        transactions
                .atomic()
                .run(() -> ids.forEach(
                        id -> outbox.scheduleIfNotExists(Outbox.task(new Mail(id, "ada", "Hello"), Instant.now()))));
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (HikariDataSource otherPool = Programs.pool(database.url())) {
            start(Outbox.worker(database.pool(), meeting(first, second)).build());
            Scheduler other = Outbox.worker(otherPool, meeting(second, first)).build();
            other.start();
            try {
                database.awaitNothingDue();
            } finally {
                other.stop();
            }
        }

        assertThat(sent).containsExactlyInAnyOrderElementsOf(ids);
    }

    /** Places an order of Ada's in a block that then stays open until the given end. */
    private CompletableFuture<Void> placeAndHold(Orders orders, CompletableFuture<Void> end) {
        CompletableFuture<Long> placed = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions
                .atomic()
                .getStageAsync(() -> orders.place("ada", "ticket")
                        .thenApply(placed::complete)
                        .thenCombine(end, (done, ended) -> ended));
        Await.value(placed);
        return block;
    }

    /** A mail server that sends nothing before the other worker has something to send, too. */
    private Consumer<Mail> meeting(CountDownLatch mine, CountDownLatch other) {
        return mail -> {
            mine.countDown();
            Await.latch(other);
            sent.add(mail.id());
        };
    }

    /** With a worker that, once it has started, looks only when it is woken. */
    private Orders ordersWithWorker() {
        Scheduler worker = start(Outbox.worker(database.pool(), mail -> sent.add(mail.id()))
                .pollingInterval(Duration.ofHours(1))
                .build());
        return orders(worker::triggerCheckForDueExecutions);
    }

    private Orders orders(Runnable wakeWorker) {
        return new OrdersAatomic(
                new JooqOrders(AatomicJooq.dsl(transactions, SQLDialect.POSTGRES), transactions, outbox, wakeWorker),
                transactions);
    }

    private Scheduler start(Scheduler worker) {
        workers.add(worker);
        worker.start();
        return worker;
    }
}
