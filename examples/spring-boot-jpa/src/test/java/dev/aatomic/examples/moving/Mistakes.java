package dev.aatomic.examples.moving;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Steps that are wrong. */
@Service
class Mistakes {

    private final Stock stock;
    private final Payments payments;
    private final Points moved;
    private final PointService points;
    private final Transactions transactions;

    Mistakes(Stock stock, Payments payments, Points moved, PointService points, Transactions transactions) {
        this.stock = stock;
        this.payments = payments;
        this.moved = moved;
        this.points = points;
        this.transactions = transactions;
    }

    /** The second step without the first. */
    @Transactional
    public void innerFirst(Order order) {
        stock.add(order.product(), -order.quantity());
        moved.grant(order.quantity()).toCompletableFuture().join();
    }

    /** The first step with the annotation as it was. */
    @Transactional
    public CompletionStage<String> stage(Order order) {
        stock.add(order.product(), -order.quantity());
        return payments.charge(order);
    }

    /** The first step without bind: goes on where there is no block. */
    CompletionStage<String> unbound(Order order) {
        return transactions.atomic().getStageAsync(() -> {
            stock.add(order.product(), -order.quantity());
            return payments.charge(order).thenApplyAsync(payment -> {
                points.grant(order.quantity());
                throw new Places.Failure("after the points");
            });
        });
    }
}
