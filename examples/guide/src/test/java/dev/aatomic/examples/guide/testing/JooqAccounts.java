package dev.aatomic.examples.guide.testing;

import static dev.aatomic.examples.guide.testing.Application.ACCOUNT;
import static dev.aatomic.examples.guide.testing.Application.BALANCE;
import static dev.aatomic.examples.guide.testing.Application.ID;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Tells of a transfer once it was committed. */
final class JooqAccounts implements Accounts {

    private final DSLContext dsl;
    private final Mails mails;
    private final Transactions transactions;

    JooqAccounts(DSLContext dsl, Mails mails, Transactions transactions) {
        this.dsl = dsl;
        this.mails = mails;
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Void> open(long account, int balance) {
        return dsl.insertInto(ACCOUNT, ID, BALANCE)
                .values(account, balance)
                .executeAsync()
                .thenAccept(inserted -> {});
    }

    @Override
    public CompletionStage<Void> transfer(long from, long to, int amount) {
        return add(from, -amount).thenCompose(done -> add(to, amount)).thenAccept(done -> {
            transactions.onCommit(() -> mails.send("Your transfer of " + amount));
        });
    }

    private CompletionStage<Integer> add(long account, int amount) {
        return dsl.update(ACCOUNT)
                .set(BALANCE, BALANCE.plus(amount))
                .where(ID.eq(account))
                .executeAsync();
    }
}
