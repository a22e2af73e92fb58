package bank;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Accounts}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AccountsAatomic implements Accounts {
    private final Accounts delegate;
    private final Atomic transfer;
    private final Atomic balance;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public AccountsAatomic(Accounts delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.transfer = transactions.atomic().named("Accounts.transfer");
        this.balance = transactions.atomic().named("Accounts.balance");
    }

    @Override
    public CompletionStage<Void> transfer(long from, long to, long amount) {
        return transfer.getStageAsync(() -> delegate.transfer(from, to, amount));
    }

    @Override
    public CompletionStage<Long> balance(long account) {
        return balance.getStageAsync(() -> delegate.balance(account));
    }
}
