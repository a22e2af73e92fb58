package dev.aatomic.examples.guide.annotations;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a shop can do. */
final class Shop {

    private Shop() {}

    static CompletionStage<Long> insert(long order) {
        return CompletableFuture.completedFuture(order);
    }

    static CompletionStage<Long> charge(long order) {
        return order > 0
                ? CompletableFuture.completedFuture(order)
                : CompletableFuture.failedFuture(new IllegalArgumentException("No order has the number " + order));
    }

    static Checkout checkout(Transactions transactions) {
        // tag::defaults-use[]
        Checkout checkout = new CheckoutAatomic(transactions);
        // end::defaults-use[]
        return checkout;
    }
}
