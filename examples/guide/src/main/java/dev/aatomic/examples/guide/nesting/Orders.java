package dev.aatomic.examples.guide.nesting;

// tag::first[]
import static dev.aatomic.examples.guide.Tables.ORDERS;
import static dev.aatomic.examples.guide.Tables.POINT;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

final class Orders {

    private final Atomic atomic;
    private final DSLContext dsl;

    Orders(Transactions transactions) {
        this.atomic = transactions.atomic();
        this.dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
    }

    /** Says whether there was a point. Without one the order stands all the same. */
    CompletableFuture<Boolean> place(long order, long customer) {
        return atomic.getStageAsync(() -> dsl.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                .values(order, customer)
                .executeAsync()
                .thenCompose(inserted -> grantPoint(customer))
                .handle((granted, failure) -> failure == null));
    }

    /** Called in a block, this is a savepoint. */
    CompletionStage<Integer> grantPoint(long customer) {
        return atomic.getStageAsync(() -> dsl.update(POINT)
                .set(POINT.POINTS, POINT.POINTS.plus(1))
                .where(POINT.CUSTOMER.eq(customer))
                .executeAsync());
    }
}
// end::first[]
