package dev.aatomic.examples.bank;

import static dev.aatomic.examples.bank.Schema.ACCOUNT;
import static dev.aatomic.examples.bank.Schema.BALANCE;
import static dev.aatomic.examples.bank.Schema.ID;
import static dev.aatomic.examples.bank.Schema.POINTS;
import static org.jooq.impl.DSL.sum;

import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Accounts in ordinary jOOQ. Nothing here begins, commits or rolls back. */
final class JooqAccounts implements Accounts {

    private final DSLContext dsl;
    private final Rewards rewards;
    private final Transactions transactions;
    private final Consumer<Receipt> notifications;

    JooqAccounts(DSLContext dsl, Rewards rewards, Transactions transactions, Consumer<Receipt> notifications) {
        this.dsl = dsl;
        this.rewards = rewards;
        this.transactions = transactions;
        this.notifications = notifications;
    }

    @Override
    public CompletionStage<Receipt> transfer(long from, long to, BigDecimal amount) {
        // In the order of the account numbers: two opposite transfers never wait for each other's rows.
        CompletionStage<Void> moved = from < to
                ? withdraw(from, amount).thenCompose(done -> deposit(to, amount))
                : deposit(to, amount).thenCompose(done -> withdraw(from, amount));
        return moved.thenCompose(done -> rewarded(from)).thenApply(rewarded -> {
            Receipt receipt = new Receipt(from, to, amount, rewarded);
            transactions.onCommit(() -> notifications.accept(receipt)); // not before it is true
            return receipt;
        });
    }

    @Override
    public CompletionStage<Totals> totals() {
        return dsl.select(sum(BALANCE), sum(POINTS))
                .from(ACCOUNT)
                .fetchAsync()
                .thenApply(result -> result.get(0))
                .thenApply(row -> new Totals(row.value1(), row.value2().longValueExact()));
    }

    @Override
    public String describe() {
        return dsl.dialect().getName();
    }

    private CompletionStage<Void> withdraw(long account, BigDecimal amount) {
        return dsl.update(ACCOUNT)
                .set(BALANCE, BALANCE.minus(amount))
                .where(ID.eq(account).and(BALANCE.ge(amount)))
                .executeAsync()
                .thenAccept(updated -> {
                    if (updated == 0) {
                        throw new InsufficientFundsException(account, amount);
                    }
                });
    }

    private CompletionStage<Void> deposit(long account, BigDecimal amount) {
        return dsl.update(ACCOUNT)
                .set(BALANCE, BALANCE.plus(amount))
                .where(ID.eq(account))
                .executeAsync()
                .thenAccept(updated -> {
                    if (updated == 0) {
                        throw new IllegalArgumentException("No account has the number " + account);
                    }
                });
    }

    /** A refused point is undone with its savepoint; the transfer around it goes on. */
    private CompletionStage<Boolean> rewarded(long account) {
        return rewards.grantPoint(account).handle((done, failure) -> {
            if (failure != null && !isLimitReached(failure)) {
                throw new CompletionException(failure);
            }
            return failure == null;
        });
    }

    private static boolean isLimitReached(@Nullable Throwable failure) {
        return failure instanceof IntegrityConstraintViolationException;
    }
}
