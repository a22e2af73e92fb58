package dev.aatomic.examples.moving;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** The first step: a block around services of Spring. */
@Service
@AatomicDelegate
class MovedCheckout implements Checkout {

    private final Stock stock;
    private final Purchases purchases;
    private final Payments payments;
    private final PointService points;
    private final NoticeListener notices;
    private final Transactions transactions;

    MovedCheckout(
            Stock stock,
            Purchases purchases,
            Payments payments,
            PointService points,
            NoticeListener notices,
            Transactions transactions) {
        this.stock = stock;
        this.purchases = purchases;
        this.payments = payments;
        this.points = points;
        this.notices = notices;
        this.transactions = transactions;
    }

    // tag::moved[]
    @Override
    public CompletionStage<String> checkOut(Order order) {
        stock.add(order.product(), -order.quantity()); // still @Transactional: a part of the block
        Purchase purchase = purchases.save(new Purchase(order));
        transactions.beforeCommit(() -> notices.placed(new OrderPlaced(order.product()))); // in place of the event
        return transactions.bind(payments.charge(order)).thenApply(payment -> {
            purchase.paidBy(payment);
            points.grant(order.quantity()); // still @Transactional
            return payment;
        });
    }
    // end::moved[]
}
