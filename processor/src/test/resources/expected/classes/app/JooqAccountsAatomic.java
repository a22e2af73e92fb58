package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link JooqAccounts}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class JooqAccountsAatomic implements Accounts, AutoCloseable {
    private final JooqAccounts delegate;
    private final Atomic transfer;
    private final Atomic settle;
    private final Atomic twice;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public JooqAccountsAatomic(JooqAccounts delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.transfer = transactions
                .atomic()
                .named("JooqAccounts.transfer")
                .using("main")
                .timeout(Duration.ofSeconds(5));
        this.settle = transactions
                .atomic()
                .named("JooqAccounts.settle")
                .using("main")
                .durable()
                .readOnly(false)
                .timeout(Duration.ofMinutes(1));
        this.twice = transactions.atomic().named("JooqAccounts.twice").using("main").timeout(Duration.ofSeconds(5));
    }

    @Override
    public CompletionStage<String> transfer(long from, long to) {
        return transfer.getStageAsync(() -> delegate.transfer(from, to));
    }

    @Override
    public void settle(String day) throws IOException {
        settle.run(() -> delegate.settle(day));
    }

    @Override
    public String describe() {
        return delegate.describe();
    }

    @Override
    public int twice() {
        return twice.get(() -> delegate.twice());
    }

    @Override
    public void close() {
        delegate.close();
    }
}
