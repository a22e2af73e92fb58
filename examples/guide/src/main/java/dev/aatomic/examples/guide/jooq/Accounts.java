package dev.aatomic.examples.guide.jooq;

// tag::first[]
import static dev.aatomic.examples.guide.Tables.ACCOUNT;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

final class Accounts {

    private final Transactions transactions;
    private final DSLContext dsl;

    Accounts(Transactions transactions) {
        this.transactions = transactions;
        this.dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
    }

    CompletableFuture<BigDecimal> deposit(long account, BigDecimal amount) {
        return transactions
                .atomic()
                .getStageAsync(() -> dsl.update(ACCOUNT)
                        .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.plus(amount))
                        .where(ACCOUNT.ID.eq(account))
                        .executeAsync()
                        .thenCompose(updated -> dsl.select(ACCOUNT.BALANCE)
                                .from(ACCOUNT)
                                .where(ACCOUNT.ID.eq(account))
                                .fetchAsync())
                        .thenApply(rows -> rows.get(0).value1()));
    }
}
// end::first[]
