package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Accounts}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AccountsAatomic implements Accounts {
    private final Accounts delegate;
    private final Atomic settle;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public AccountsAatomic(Accounts delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.settle = transactions
                .atomic()
                .named("Accounts.settle")
                .using("ledger")
                .readOnly(false)
                .timeout(Duration.ofSeconds(1));
    }

    @Override
    public CompletionStage<String> transfer(long from, long to) {
        return delegate.transfer(from, to);
    }

    @Override
    public void settle(String day) throws IOException, SQLException {
        settle.run(rethrowing(() -> delegate.settle(day)));
    }

    @Override
    public String describe() {
        return delegate.describe();
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @SuppressWarnings("unchecked")
    private static CheckedRunnable<RuntimeException> rethrowing(CheckedRunnable<?> body) {
        return (CheckedRunnable<RuntimeException>) body;
    }
}
