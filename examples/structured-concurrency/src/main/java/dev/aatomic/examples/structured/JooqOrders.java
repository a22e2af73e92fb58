package dev.aatomic.examples.structured;

// tag::first[]
import static dev.aatomic.examples.structured.Schema.ARTICLE;
import static dev.aatomic.examples.structured.Schema.ORDERS;
import static dev.aatomic.examples.structured.Schema.PIECES;
import static dev.aatomic.examples.structured.Schema.PRICE;
import static dev.aatomic.examples.structured.Schema.STOCK;

import java.math.BigDecimal;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Subtask;
import org.jooq.DSLContext;

/** Asks the price and takes the piece out of stock at once. Nothing here begins, commits or rolls back. */
final class JooqOrders implements Orders {

    private final DSLContext dsl; // AatomicJooq.dsl(transactions, dialect)
    private final Prices prices;

    JooqOrders(DSLContext dsl, Prices prices) {
        this.dsl = dsl;
        this.prices = prices;
    }

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
}
// end::first[]
