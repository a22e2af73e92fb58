package dev.aatomic.examples.guide.types;

import static dev.aatomic.examples.guide.Tables.ACCOUNT;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Accounts, in all the forms that there are. */
final class JooqAccounts implements Accounts {

    private final DSLContext dsl;

    JooqAccounts(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public CompletionStage<BigDecimal> balance(long account) {
        return dsl.select(ACCOUNT.BALANCE)
                .from(ACCOUNT)
                .where(ACCOUNT.ID.eq(account))
                .fetchAsync()
                .thenApply(rows -> rows.get(0).value1());
    }

    @Override
    public CompletableFuture<Integer> deposit(long account, int amount) {
        return dsl.update(ACCOUNT)
                .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.plus(BigDecimal.valueOf(amount)))
                .where(ACCOUNT.ID.eq(account))
                .executeAsync()
                .toCompletableFuture();
    }

    @Override
    public List<Long> all() {
        return dsl.select(ACCOUNT.ID).from(ACCOUNT).orderBy(ACCOUNT.ID).fetch(ACCOUNT.ID);
    }

    @Override
    public void close(long account) {
        dsl.deleteFrom(ACCOUNT).where(ACCOUNT.ID.eq(account)).execute();
    }
}
