package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Mixed}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class MixedAatomic implements Mixed {
    private final Mixed delegate;
    private final Atomic written;
    private final Atomic both;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public MixedAatomic(Mixed delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.written = transactions.atomic().named("Mixed.written");
        this.both = transactions.atomic().named("Mixed.both");
    }

    @Override
    public int written() {
        return written.get(() -> delegate.written());
    }

    @Override
    public int read() {
        return delegate.read();
    }

    @Override
    public void both() {
        both.run(() -> delegate.both());
    }
}
