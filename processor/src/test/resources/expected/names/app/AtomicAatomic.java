package app;

import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Atomic}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AtomicAatomic implements Atomic {
    private final Atomic delegate;
    private final dev.aatomic.runtime.Atomic atomic;
    private final dev.aatomic.runtime.Atomic string;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public AtomicAatomic(Atomic delegate, dev.aatomic.runtime.Transactions transactions) {
        this.delegate = java.util.Objects.requireNonNull(delegate, "delegate");
        java.util.Objects.requireNonNull(transactions, "transactions");
        this.atomic = transactions.atomic().named("Atomic.atomic");
        this.string = transactions.atomic().named("Atomic.string");
    }

    @Override
    public Atomic atomic(Atomic atomic, Atomic.Transactions transactions) {
        return this.atomic.get(() -> delegate.atomic(atomic, transactions));
    }

    @Override
    public java.lang.String string(String string) {
        return this.string.get(() -> delegate.string(string));
    }
}
