package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Described}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class DescribedAatomic implements Described {
    private final Described delegate;
    private final Atomic toString;
    private final Atomic equals;
    private final Atomic toString2;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public DescribedAatomic(Described delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.toString = transactions.atomic().named("Described.toString");
        this.equals = transactions.atomic().named("Described.equals");
        this.toString2 = transactions.atomic().named("Described.toString");
    }

    @Override
    public boolean equals(Object other) {
        return delegate.equals(other);
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }

    @Override
    public String toString() {
        return toString.get(() -> delegate.toString());
    }

    @Override
    public boolean equals(Described other) {
        return equals.get(() -> delegate.equals(other));
    }

    @Override
    public String toString(int depth) {
        return toString2.get(() -> delegate.toString(depth));
    }
}
