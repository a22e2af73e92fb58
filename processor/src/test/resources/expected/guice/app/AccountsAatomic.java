package app;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/**
 * Runs the transactional methods of {@link Accounts}, each in a block of its own.
 *
 * <p>A bean, which Guice injects for {@link Accounts}. It wraps the one bean of that type which is marked with
 * {@link AatomicDelegate}; if none is, Guice reports {@code [Guice/MissingImplementation]}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Singleton
public class AccountsAatomic implements Accounts {
    private final Accounts delegate;
    private final Atomic transfer;
    private final Atomic note;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    @Inject
    public AccountsAatomic(@AatomicDelegate Accounts delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.transfer = transactions.atomic().named("Accounts.transfer");
        this.note = transactions.atomic().named("Accounts.note").using("audit").savepoint(false);
    }

    @Override
    public CompletionStage<Void> transfer(long from, long to) {
        return transfer.getStageAsync(() -> delegate.transfer(from, to));
    }

    @Override
    public void note(String text) {
        note.run(() -> delegate.note(text));
    }

    @Override
    public String describe() {
        return delegate.describe();
    }
}
