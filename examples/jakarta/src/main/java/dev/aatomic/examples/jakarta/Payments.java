package dev.aatomic.examples.jakarta;

import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Uses the interface, and knows neither its implementation nor the generated class. */
final class Payments {

    private final Accounts accounts;

    @Inject
    Payments(Accounts accounts) {
        this.accounts = accounts;
    }

    CompletionStage<String> pay(long from, long to, BigDecimal amount) {
        return accounts.transfer(from, to, amount).thenApply(left -> "Paid " + amount + ", " + left + " left");
    }
}
