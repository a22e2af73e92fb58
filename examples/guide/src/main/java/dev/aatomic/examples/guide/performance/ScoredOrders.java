package dev.aatomic.examples.guide.performance;

import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Asks another service before its first statement. */
final class ScoredOrders implements Orders {

    private final Transactions transactions;
    private final DSLContext dsl;
    private final Scores scores;

    ScoredOrders(Transactions transactions, DSLContext dsl, Scores scores) {
        this.transactions = transactions;
        this.dsl = dsl;
        this.scores = scores;
    }

    // tag::late-place[]
    @Override
    public CompletionStage<Boolean> place(long order, long customer) {
        return transactions
                .bind(scores.of(customer)) // 80 ms, without a connection
                .thenCompose(score -> score < 50
                        ? CompletableFuture.completedFuture(false) // takes none at all
                        : insert(order, customer));
    }

    private CompletionStage<Boolean> insert(long order, long customer) {
        return dsl.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                .values(order, customer)
                .executeAsync() // takes one
                .thenApply(inserted -> true);
    }
    // end::late-place[]
}
