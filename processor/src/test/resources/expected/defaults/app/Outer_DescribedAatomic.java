package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Described}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_DescribedAatomic implements Outer.Described {
    private final Outer.Described delegate;
    private final Atomic one;
    private final Atomic toString;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_DescribedAatomic(Outer.Described delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.one = transactions.atomic().named("Outer.Described.one");
        this.toString = transactions.atomic().named("Outer.Described.toString");
    }

    @Override
    public void one() {
        one.run(() -> delegate.one());
    }

    @Override
    public String toString() {
        return toString.get(() -> delegate.toString());
    }
}
