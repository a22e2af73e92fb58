package bank;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Accounts}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AccountsAatomic implements Accounts {
    private final Accounts delegate;
    private final Atomic transfer;
    private final Atomic balance;
    private final Atomic settle;
    private final Atomic count;
    private final Atomic receipts;
    private final Atomic rename;

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
        this.settle = transactions.atomic().named("Accounts.settle").durable();
        this.count = transactions.atomic().named("Accounts.count");
        this.receipts = transactions.atomic().named("Accounts.receipts");
        this.rename = transactions.atomic().named("Accounts.rename");
    }

    @Override
    public CompletionStage<Accounts.Receipt> transfer(long from, long to, BigDecimal amount) {
        return transfer.getStageAsync(() -> delegate.transfer(from, to, amount));
    }

    @Override
    public CompletableFuture<BigDecimal> balance(long id) {
        return balance.getStageAsync(() -> delegate.balance(id));
    }

    @Override
    public CompletionStage<Void> settle(LocalDate day) {
        return settle.getStageAsync(() -> delegate.settle(day));
    }

    @Override
    public long count() {
        return count.get(() -> delegate.count());
    }

    @Override
    public List<Accounts.Receipt> receipts(long id) {
        return receipts.get(() -> delegate.receipts(id));
    }

    @Override
    public void rename(long id, String name) {
        rename.run(() -> delegate.rename(id, name));
    }

    @Override
    public String describe() {
        return delegate.describe();
    }
}
