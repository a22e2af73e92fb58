package dev.aatomic.examples.structured;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.math.BigDecimal;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Asks the price and takes the piece out of stock at once. Nothing here begins, commits or rolls back. */
final class JooqOrders implements Orders {

    static final Table<Record> STOCK = table("stock");
    static final Table<Record> ORDERS = table("orders");
    static final Field<String> ARTICLE = field("article", String.class);
    static final Field<Integer> PIECES = field("pieces", Integer.class);
    static final Field<BigDecimal> PRICE = field("price", BigDecimal.class);

    private final DSLContext dsl; // AatomicJooq.dsl(transactions, dialect)
    private final Prices prices;

    JooqOrders(DSLContext dsl, Prices prices) {
        this.dsl = dsl;
        this.prices = prices;
    }

    // region place
    @Override
    public Order place(String article) throws InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            Subtask<BigDecimal> price = scope.fork(() -> prices.of(article)); // another service, over HTTP
            scope.fork(() -> take(article)); // statements of this block
            scope.join();
            Order order = new Order(article, price.get());
            dsl.insertInto(ORDERS, ARTICLE, PRICE)
                    .values(article, order.price())
                    .execute();
            return order;
        }
    }

    private void take(String article) {
        int taken = dsl.update(STOCK)
                .set(PIECES, PIECES.minus(1))
                .where(ARTICLE.eq(article), PIECES.gt(0))
                .execute();
        if (taken == 0) {
            throw new SoldOutException(article);
        }
    }
    // endregion
}
