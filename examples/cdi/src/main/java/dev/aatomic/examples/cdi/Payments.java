package dev.aatomic.examples.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;

/** Uses the interface, and knows neither its implementation nor the generated class. */
@Dependent
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
