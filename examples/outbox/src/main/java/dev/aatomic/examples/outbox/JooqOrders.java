package dev.aatomic.examples.outbox;

import static dev.aatomic.examples.outbox.Schema.AVAILABLE;
import static dev.aatomic.examples.outbox.Schema.CUSTOMER;
import static dev.aatomic.examples.outbox.Schema.ITEM;
import static dev.aatomic.examples.outbox.Schema.NUMBER;
import static dev.aatomic.examples.outbox.Schema.ORDERS;
import static dev.aatomic.examples.outbox.Schema.STOCK;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Orders in ordinary jOOQ, and their mails in ordinary db-scheduler. */
final class JooqOrders implements Orders {

    private final DSLContext dsl;
    private final Transactions transactions;
    private final SchedulerClient outbox;
    private final Runnable wakeWorker;

    JooqOrders(DSLContext dsl, Transactions transactions, SchedulerClient outbox, Runnable wakeWorker) {
        this.dsl = dsl;
        this.transactions = transactions;
        this.outbox = outbox;
        this.wakeWorker = wakeWorker;
    }

    // tag::place[]
    @Override
    public CompletionStage<Long> place(String customer, String item) {
        return dsl.insertInto(ORDERS, CUSTOMER, ITEM)
                .values(customer, item)
                .returning(NUMBER)
                .fetchAsync()
                .thenApply(rows -> rows.get(0).get(NUMBER))
                .thenCompose(number -> {
                    outbox.scheduleIfNotExists(Outbox.task(Mail.confirmation(number, customer), Instant.now()));
                    transactions.onCommitRobust(wakeWorker::run); // a hint: the worker looks by itself, too
                    return survey(customer).thenCompose(asked -> take(item)).thenApply(taken -> number);
                });
    }
    // end::place[]

    // tag::survey[]
    /** A day later, one for all that the customer orders until then. */
    private CompletionStage<Boolean> survey(String customer) {
        // The later of two orders at once runs into the primary key. A second look finds the row of the first.
        return surveyUnlessThere(customer).exceptionallyCompose(failure -> surveyUnlessThere(customer));
    }

    private CompletionStage<Boolean> surveyUnlessThere(String customer) {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return transactions
                .atomic() // a savepoint: a statement that fails breaks this block, and not the order's
                .getAsync(() -> outbox.scheduleIfNotExists(Outbox.task(Mail.survey(customer), tomorrow)));
    }
    // end::survey[]

    private CompletionStage<Void> take(String item) {
        return dsl.update(STOCK)
                .set(AVAILABLE, AVAILABLE.minus(1))
                .where(ITEM.eq(item).and(AVAILABLE.gt(0)))
                .executeAsync()
                .thenAccept(updated -> {
                    if (updated == 0) {
                        throw new SoldOutException(item);
                    }
                });
    }
}
