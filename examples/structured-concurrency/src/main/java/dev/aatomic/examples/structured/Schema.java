package dev.aatomic.examples.structured;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.math.BigDecimal;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The tables. */
final class Schema {

    static final Table<Record> STOCK = table("stock");
    static final Table<Record> ORDERS = table("orders");
    static final Field<String> ARTICLE = field("article", String.class);
    static final Field<Integer> PIECES = field("pieces", Integer.class);
    static final Field<BigDecimal> PRICE = field("price", BigDecimal.class);

    private Schema() {}
}
