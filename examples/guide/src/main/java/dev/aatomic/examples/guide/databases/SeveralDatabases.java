package dev.aatomic.examples.guide.databases;

import static dev.aatomic.examples.guide.Tables.ANSWER;
import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** Two databases, and a block on each. */
final class SeveralDatabases implements Invoices {

    private final Transactions transactions;
    private final DSLContext shop;
    private final DSLContext billing;

    SeveralDatabases(Transactions transactions) {
        this.transactions = transactions;
        // tag::jooq[]
        DSLContext shop = AatomicJooq.dsl(transactions.database("shop"), SQLDialect.H2);
        DSLContext billing = AatomicJooq.dsl(transactions.database("billing"), SQLDialect.H2);
        // end::jooq[]
        this.shop = shop;
        this.billing = billing;
    }

    static Transactions open(DataSource shop, DataSource billing) {
        // tag::builder[]
        Transactions transactions = Transactions.builder()
                .database("shop", shop) // the first one is meant where none is named
                .database("billing", billing)
                .build();
        // end::builder[]
        return transactions;
    }

    @Override
    public CompletionStage<Integer> write(long order) {
        return billing.insertInto(ANSWER, ANSWER.TEXT)
                .values("Invoice of " + order)
                .executeAsync();
    }

    CompletableFuture<Integer> byHand() {
        // tag::using[]
        Atomic atomic = transactions.database("billing").atomic(); // or transactions.atomic().using("billing")
        // end::using[]
        return atomic.getStageAsync(() -> write(1));
    }

    // tag::two[]
    CompletableFuture<Integer> place(long order, Invoices invoices) {
        return transactions
                .atomic()
                .getStageAsync(() -> shop.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                        .values(order, 7L)
                        .executeAsync()
                        .thenCompose(inserted -> invoices.write(order))); // a transaction of its own: commits here
    } // and the order commits here
    // end::two[]
}
