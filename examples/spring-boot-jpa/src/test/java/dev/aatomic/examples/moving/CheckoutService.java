package dev.aatomic.examples.moving;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Before: the thread and the connection wait for the payment. */
@Service
class CheckoutService {

    private final Stock stock;
    private final Purchases purchases;
    private final Payments payments;
    private final PointService points;
    private final ApplicationEventPublisher events;

    CheckoutService(
            Stock stock,
            Purchases purchases,
            Payments payments,
            PointService points,
            ApplicationEventPublisher events) {
        this.stock = stock;
        this.purchases = purchases;
        this.payments = payments;
        this.points = points;
        this.events = events;
    }

    // tag::before[]
    @Transactional
    public String checkOut(Order order) {
        stock.add(order.product(), -order.quantity()); // @Transactional, as are the others
        Purchase purchase = purchases.save(new Purchase(order));
        String payment = payments.charge(order).toCompletableFuture().join();
        purchase.paidBy(payment);
        points.grant(order.quantity());
        events.publishEvent(new OrderPlaced(order.product())); // a BEFORE_COMMIT listener writes a notice
        return payment;
    }
    // end::before[]
}
