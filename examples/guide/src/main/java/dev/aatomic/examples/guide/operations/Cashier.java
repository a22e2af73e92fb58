package dev.aatomic.examples.guide.operations;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes payments, and pays again, for the same request, where nobody knows whether it was paid. */
final class Cashier {

    private final Payments payments;

    Cashier(Payments payments) {
        this.payments = payments;
    }

    // tag::again[]
    CompletionStage<Void> pay(UUID request, long account, int amount) {
        return payments.pay(request, account, amount).exceptionallyCompose(failure -> {
            if (failure instanceof CommitOutcomeUnknownException) {
                return again(request, account, amount, failure);
            }
            return CompletableFuture.failedFuture(failure);
        });
    }

    /** The same request: it is not paid twice. If this fails, it is as unknown as before whether the first one was paid. */
    private CompletionStage<Void> again(UUID request, long account, int amount, Throwable unknown) {
        return payments.pay(request, account, amount).exceptionallyCompose(failure -> {
            unknown.addSuppressed(failure);
            return CompletableFuture.failedFuture(unknown);
        });
    }
    // end::again[]
}
