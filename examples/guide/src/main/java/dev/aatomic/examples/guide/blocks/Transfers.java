package dev.aatomic.examples.guide.blocks;

// tag::first[]
import static dev.aatomic.examples.guide.Tables.ACCOUNT;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

final class Transfers {

    private final Atomic atomic;
    private final DSLContext dsl;

    Transfers(Transactions transactions) {
        this.atomic = transactions.atomic();
        this.dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
    }

    CompletableFuture<Integer> transfer(long from, long to, BigDecimal amount) {
        return atomic.getStageAsync(() -> add(from, amount.negate()).thenCompose(updated -> add(to, amount)));
    }

    private CompletionStage<Integer> add(long account, BigDecimal amount) {
        return dsl.update(ACCOUNT)
                .set(ACCOUNT.BALANCE, ACCOUNT.BALANCE.plus(amount))
                .where(ACCOUNT.ID.eq(account))
                .executeAsync();
    }
}
// end::first[]
