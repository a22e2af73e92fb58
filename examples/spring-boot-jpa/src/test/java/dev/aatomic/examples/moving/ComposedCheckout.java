package dev.aatomic.examples.moving;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** From the second step on: what it calls returns a stage too. */
@Service
@AatomicDelegate
class ComposedCheckout implements Checkout {

    private final Stock stock;
    private final Purchases purchases;
    private final Payments payments;
    private final Points points;
    private final NoticeListener notices;
    private final Transactions transactions;

    ComposedCheckout(
            Stock stock,
            Purchases purchases,
            Payments payments,
            Points points,
            NoticeListener notices,
            Transactions transactions) {
        this.stock = stock;
        this.purchases = purchases;
        this.payments = payments;
        this.points = points;
        this.notices = notices;
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<String> checkOut(Order order) {
        stock.add(order.product(), -order.quantity());
        Purchase purchase = purchases.save(new Purchase(order));
        transactions.beforeCommit(() -> notices.placed(new OrderPlaced(order.product())));
        // tag::composed[]
        return transactions.bind(payments.charge(order)).thenCompose(payment -> {
            purchase.paidBy(payment);
            return points.grant(order.quantity()).thenApply(granted -> payment);
        });
        // end::composed[]
    }
}
