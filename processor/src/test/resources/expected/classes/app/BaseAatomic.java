package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Base}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class BaseAatomic<E extends Comparable<? super E>> implements Repository<E, Long>, Hidden.Marker {
    private final Base<E> delegate;
    private final Atomic find;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    BaseAatomic(Base<E> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.find = transactions.atomic().named("Base.find").readOnly();
    }

    @Override
    public E find(Long id) {
        return find.get(() -> delegate.find(id));
    }

    @Override
    public <S extends E> S save(S entity) {
        return delegate.<S>save(entity);
    }

    @Override
    public List<? extends E> all(List<? super Long> ids) {
        return delegate.all(ids);
    }

    @Override
    public void mark() {
        delegate.mark();
    }
}
