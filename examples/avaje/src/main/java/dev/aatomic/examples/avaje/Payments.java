package dev.aatomic.examples.avaje;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Uses the interface, and knows neither its implementation nor the generated class. */
@Singleton
class Payments {

    private final Accounts accounts;

    @Inject
    Payments(Accounts accounts) {
        this.accounts = accounts;
    }

    CompletionStage<String> pay(long from, long to, BigDecimal amount) {
        return accounts.transfer(from, to, amount).thenApply(left -> "Paid " + amount + ", " + left + " left");
    }
}
