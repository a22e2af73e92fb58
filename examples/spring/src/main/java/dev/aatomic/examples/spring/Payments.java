package dev.aatomic.examples.spring;

import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Service;

/** Uses the interface, and knows neither its implementation nor the generated class. */
@Service
final class Payments {

    private final Accounts accounts;

    Payments(Accounts accounts) {
        this.accounts = accounts;
    }

    CompletionStage<String> pay(long from, long to, BigDecimal amount) {
        return accounts.transfer(from, to, amount).thenApply(left -> "Paid " + amount + ", " + left + " left");
    }
}
