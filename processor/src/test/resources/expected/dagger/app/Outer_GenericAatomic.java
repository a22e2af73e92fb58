package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Generic}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_GenericAatomic<T> implements Outer.Generic<T> {
    private final Outer.Generic<T> delegate;
    private final Atomic value;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_GenericAatomic(Outer.Generic<T> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.value = transactions.atomic().named("Outer.Generic.value");
    }

    @Override
    public T value() {
        return value.get(() -> delegate.value());
    }
}
