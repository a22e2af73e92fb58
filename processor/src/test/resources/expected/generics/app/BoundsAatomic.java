package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Collection;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Bounds}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class BoundsAatomic<T extends Object & Comparable<? super T>> implements Bounds<T> {
    private final Bounds<T> delegate;
    private final Atomic max;
    private final Atomic first;
    private final Atomic min;
    private final Atomic sum;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public BoundsAatomic(Bounds<T> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.max = transactions.atomic().named("Bounds.max");
        this.first = transactions.atomic().named("Bounds.first");
        this.min = transactions.atomic().named("Bounds.min");
        this.sum = transactions.atomic().named("Bounds.sum");
    }

    @Override
    public <S extends Object & Comparable<? super S>> S max(Collection<? extends S> values) {
        return max.get(() -> delegate.<S>max(values));
    }

    @Override
    public <S extends T> T first(Collection<S> values) {
        return first.get(() -> delegate.<S>first(values));
    }

    @Override
    public <S extends Object & Comparable<? super String>> S min(Collection<? extends S> values) {
        return min.get(() -> delegate.<S>min(values));
    }

    @Override
    public <N extends Number & Comparable<String>> N sum(N first, N second) {
        return sum.get(() -> delegate.<N>sum(first, second));
    }
}
