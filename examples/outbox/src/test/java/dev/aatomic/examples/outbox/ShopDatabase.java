package dev.aatomic.examples.outbox;

import static dev.aatomic.examples.outbox.Schema.AVAILABLE;
import static dev.aatomic.examples.outbox.Schema.DUE;
import static dev.aatomic.examples.outbox.Schema.ITEM;
import static dev.aatomic.examples.outbox.Schema.NUMBER;
import static dev.aatomic.examples.outbox.Schema.ORDERS;
import static dev.aatomic.examples.outbox.Schema.QUEUE;
import static dev.aatomic.examples.outbox.Schema.STOCK;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.PostgresServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A shop's database of one test's own, and what is committed in it. */
final class ShopDatabase implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Field<String> TASK = DSL.field(DSL.name("task_instance"), SQLDataType.VARCHAR);

    private final String url = PostgresServer.createDatabase("shop" + NUMBERS.incrementAndGet());
    private final HikariDataSource pool = Programs.pool(url);
    private final DSLContext dsl = DSL.using(pool, SQLDialect.POSTGRES);

    ShopDatabase() {
        Schema.create(dsl, "ticket", 5);
        dsl.insertInto(STOCK, ITEM, AVAILABLE).values("poster", 5).execute();
    }

    String url() {
        return url;
    }

    HikariDataSource pool() {
        return pool;
    }

    List<Long> orders() {
        return dsl.select(NUMBER).from(ORDERS).orderBy(NUMBER).fetch(NUMBER);
    }

    /** What is in the queue, due or not. */
    List<String> tasks() {
        return dsl.select(TASK).from(QUEUE).orderBy(TASK).fetch(TASK);
    }

    /** What a worker has taken out of the queue and has not finished. */
    List<String> pickedTasks() {
        return dsl.select(TASK).from(QUEUE).where("picked").orderBy(TASK).fetch(TASK);
    }

    /** Until all that is due has been done. A task's row goes after its run. */
    void awaitNothingDue() {
        Await.until("nothing is due", () -> !dsl.fetchExists(QUEUE, DUE.le(DSL.currentOffsetDateTime())));
    }

    /** Until a statement waits for another transaction to end. */
    void awaitBlockedStatement() {
        Await.until(
                "a statement waits for a lock",
                () -> dsl.fetchExists(
                        DSL.table("pg_stat_activity"),
                        DSL.condition("datname = current_database() and wait_event_type = 'Lock'")));
    }

    @Override
    public void close() {
        pool.close();
    }
}
