package dev.aatomic.examples.guide.annotations;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;

import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

// tag::implementation[]
final class JooqAccounts implements Accounts {

    private final DSLContext dsl;

    JooqAccounts(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount) {
        return add(from, amount.negate())
                .thenCompose(updated -> add(to, amount))
                .thenApply(updated -> new Receipt(from, to, amount));
    }

    private CompletionStage<Integer> add(long account, BigDecimal amount) {
        return dsl.update(ACCOUNT)
                .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.plus(amount))
                .where(ACCOUNT.ID.eq(account))
                .executeAsync();
    }

    @Override
    public CompletionStage<Integer> settle() {
        return dsl.deleteFrom(ACCOUNT)
                .where(ACCOUNT.BALANCE.eq(BigDecimal.ZERO))
                .executeAsync();
    }

    @Override
    public String describe() {
        return dsl.dialect().getName();
    }
}
// end::implementation[]
