package dev.aatomic.conformance.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Checks that a block gives its caller what its body returned. */
final class ReturnedValue {

    private ReturnedValue() {}

    static void check(Ticket expected, Ticket actual) {
        if (actual != expected) {
            throw new IllegalStateException("A block returned " + actual + ", expected what its body returned.");
        }
    }

    static CompletableFuture<@Nullable Void> check(Ticket expected, CompletionStage<Ticket> actual) {
        return actual.toCompletableFuture().thenAccept(ticket -> check(expected, ticket));
    }
}
