package dev.aatomic.examples.springbootjpa;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Service;

/** Stands for a client of a payment service, which answers later and on a thread of its own. */
@Service
class Payments {

    CompletionStage<String> charge(Order order) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (order.card().startsWith("refused")) {
                        throw new PaymentRefusedException(order.card());
                    }
                    return "paid by " + order.card();
                },
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }
}
