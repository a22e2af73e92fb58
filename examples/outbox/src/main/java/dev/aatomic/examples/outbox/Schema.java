package dev.aatomic.examples.outbox;

import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;
import static org.jooq.impl.SQLDataType.VARCHAR;

import java.time.OffsetDateTime;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The shop's tables, as jOOQ's generator would describe them, and the queue's. */
final class Schema {

    static final Table<Record> ORDERS = table(name("orders"));
    static final Field<Long> NUMBER = field(name("number"), BIGINT.notNull());
    static final Field<String> CUSTOMER = field(name("customer"), VARCHAR.notNull());
    static final Field<String> ITEM = field(name("item"), VARCHAR.notNull());

    static final Table<Record> STOCK = table(name("stock"));
    static final Field<Integer> AVAILABLE = field(name("available"), INTEGER.notNull());

    static final Table<Record> QUEUE = table(name("scheduled_tasks"));
    static final Field<OffsetDateTime> DUE = field(name("execution_time"), TIMESTAMPWITHTIMEZONE.notNull());

    private static final String CREATE_ORDERS = """
            create table orders (
                number bigint generated always as identity primary key,
                customer text not null,
                item text not null)
            """;

    /** As db-scheduler's manual has it for PostgreSQL, without the priorities, which it does not ask for. */
    private static final String CREATE_QUEUE = """
            create table scheduled_tasks (
                task_name text not null,
                task_instance text not null,
                task_data bytea,
                execution_time timestamp with time zone not null,
                picked boolean not null,
                picked_by text,
                last_success timestamp with time zone,
                last_failure timestamp with time zone,
                consecutive_failures int,
                last_heartbeat timestamp with time zone,
                version bigint not null,
                primary key (task_name, task_instance));
            create index on scheduled_tasks (execution_time);
            create index on scheduled_tasks (last_heartbeat)
            """;

    private Schema() {}

    /** Creates the tables, with so many of an item in stock. */
    static void create(DSLContext dsl, String item, int available) {
        dsl.execute(CREATE_ORDERS);
        dsl.createTable(STOCK)
                .columns(ITEM, AVAILABLE)
                .constraints(constraint("stock_item").primaryKey(ITEM))
                .execute();
        dsl.insertInto(STOCK, ITEM, AVAILABLE).values(item, available).execute();
        dsl.execute(CREATE_QUEUE);
    }
}
