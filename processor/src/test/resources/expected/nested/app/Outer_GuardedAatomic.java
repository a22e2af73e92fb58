package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Guarded}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_GuardedAatomic implements Outer.Guarded {
    private final Outer.Guarded delegate;
    private final Atomic inner;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_GuardedAatomic(Outer.Guarded delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.inner = transactions.atomic().named("Outer.Guarded.inner");
    }

    @Override
    public Outer.Inner<String> inner(Outer.Open.Kind kind) {
        return inner.get(() -> delegate.inner(kind));
    }
}
