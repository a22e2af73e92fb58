package dev.aatomic.examples.guide.readme;

import static dev.aatomic.examples.guide.Tables.ORDERS;

import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Orders in a transaction of jOOQ's, which is for functions that are done when they return. */
class JooqOrders implements Orders {

    private final DSLContext dsl;
    private final Payments payments;

    JooqOrders(DSLContext dsl, Payments payments) {
        this.dsl = dsl;
        this.payments = payments;
    }

    @Override
    public CompletionStage<Receipt> place(Order order) {
        return dsl.transactionResult(configuration -> {
            configuration
                    .dsl()
                    .insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                    .values(order.id(), order.customer())
                    .execute();
            return payments.charge(order);
        });
    }
}
