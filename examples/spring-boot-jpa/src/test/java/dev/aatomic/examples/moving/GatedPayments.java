package dev.aatomic.examples.moving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A payment service that answers when the test lets it, on a thread of its own. */
final class GatedPayments {

    /** What it refuses a card with. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private volatile CountDownLatch asked = new CountDownLatch(1);
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    CompletionStage<String> charge(Order order) {
        CompletableFuture<String> answer = gate.thenApplyAsync(open -> {
            if (order.card().equals("refused")) {
                throw new RefusedException();
            }
            return "paid by " + order.card();
        });
        asked.countDown();
        return answer;
    }

    /** Opened when a charge was asked for. */
    CountDownLatch asked() {
        return asked;
    }

    void answer() {
        gate.complete(null);
    }

    void close() {
        asked = new CountDownLatch(1);
        gate = new CompletableFuture<>();
    }
}
