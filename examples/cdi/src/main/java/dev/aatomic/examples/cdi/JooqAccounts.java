package dev.aatomic.examples.cdi;

import dev.aatomic.AatomicDelegate;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Accounts in ordinary jOOQ. Nothing here begins, commits or rolls back. */
// tag::setup[]
@AatomicDelegate
@Dependent
class JooqAccounts implements Accounts {
    // end::setup[]

    private final DSLContext dsl;
    private final Ledger ledger;

    @Inject
    JooqAccounts(DSLContext dsl, Ledger ledger) {
        this.dsl = dsl;
        this.ledger = ledger;
    }

    @Override
    public CompletionStage<BigDecimal> transfer(long from, long to, BigDecimal amount) {
        return ledger.write(amount + " from " + from + " to " + to)
                .thenCompose(written -> add(to, amount))
                .thenCompose(added -> add(from, amount.negate()))
                .thenCompose(added -> balance(from));
    }

    @Override
    public CompletionStage<BigDecimal> balance(long id) {
        return dsl.resultQuery("SELECT balance FROM account WHERE id = ?", id)
                .fetchAsync()
                .thenApply(result -> result.get(0).get(0, BigDecimal.class));
    }

    private CompletionStage<Integer> add(long id, BigDecimal amount) {
        return dsl.query("UPDATE account SET balance = balance + ? WHERE id = ?", amount, id)
                .executeAsync();
    }
}
