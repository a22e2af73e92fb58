package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Journal}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class JournalAatomic implements Journal {
    private final Journal delegate;
    private final Atomic appended;
    private final Atomic truncated;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public JournalAatomic(Journal delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.appended = transactions.atomic().named("Journal.appended").using("journal").savepoint(false).durable();
        this.truncated = transactions.atomic().named("Journal.truncated").using("journal").savepoint(false);
    }

    @Override
    public void appended() {
        appended.run(() -> delegate.appended());
    }

    @Override
    public void truncated() {
        truncated.run(() -> delegate.truncated());
    }

    @Override
    public String path() {
        return delegate.path();
    }

    @Override
    public void exported() {
        delegate.exported();
    }
}
