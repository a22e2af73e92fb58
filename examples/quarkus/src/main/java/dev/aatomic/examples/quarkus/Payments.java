package dev.aatomic.examples.quarkus;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Uses the interface, and knows neither its implementation nor the generated class. */
@ApplicationScoped
class Payments {

    private final Accounts accounts;

    Payments(Accounts accounts) {
        this.accounts = accounts;
    }

    CompletionStage<String> pay(long from, long to, BigDecimal amount) {
        return accounts.transfer(from, to, amount).thenApply(left -> "Paid " + amount + ", " + left + " left");
    }
}
