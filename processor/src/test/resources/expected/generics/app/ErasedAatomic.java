package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Erased}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@SuppressWarnings("unchecked")
public final class ErasedAatomic implements Erased {
    private final Erased delegate;
    private final Atomic convert;
    private final Atomic accept;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public ErasedAatomic(Erased delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.convert = transactions.atomic().named("Erased.convert");
        this.accept = transactions.atomic().named("Erased.accept");
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Number convert(Class type) {
        return convert.get(() -> delegate.convert(type));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void accept(Comparable value) {
        accept.run(() -> delegate.accept(value));
    }
}
