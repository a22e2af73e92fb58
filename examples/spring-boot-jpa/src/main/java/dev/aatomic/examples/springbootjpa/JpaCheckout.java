package dev.aatomic.examples.springbootjpa;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** A purchase, with the services and repositories that were there. */
@Service
@AatomicDelegate
class JpaCheckout implements Checkout {

    private final StockService stock;
    private final Purchases purchases;
    private final Payments payments;
    private final Transactions transactions;

    JpaCheckout(StockService stock, Purchases purchases, Payments payments, Transactions transactions) {
        this.stock = stock;
        this.purchases = purchases;
        this.payments = payments;
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Receipt> checkOut(Order order) {
        stock.take(order.product(), order.quantity()); // still Spring's @Transactional
        Purchase purchase = purchases.save(new Purchase(order.product(), order.quantity()));
        return transactions.bind(payments.charge(order)).thenApply(payment -> {
            purchase.paidBy(payment); // an entity of the block: its UPDATE is sent before COMMIT
            return new Receipt(payment);
        });
    }
}
