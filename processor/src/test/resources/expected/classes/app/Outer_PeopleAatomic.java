package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.People}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_PeopleAatomic<N extends Number> implements Repository<String, Long>, Hidden.Marker, Callable<N> {
    private final Outer.People<N> delegate;
    private final Atomic call;
    private final Atomic find;
    private final Atomic mark;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_PeopleAatomic(Outer.People<N> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.call = transactions.atomic().named("Outer.People.call");
        this.find = transactions.atomic().named("Outer.People.find").readOnly();
        this.mark = transactions.atomic().named("Outer.People.mark");
    }

    @Override
    public N call() {
        return call.get(() -> delegate.call());
    }

    @Override
    public String find(Long id) {
        return find.get(() -> delegate.find(id));
    }

    @Override
    public <S extends String> S save(S entity) {
        return delegate.<S>save(entity);
    }

    @Override
    public List<? extends String> all(List<? super Long> ids) {
        return delegate.all(ids);
    }

    @Override
    public void mark() {
        mark.run(() -> delegate.mark());
    }
}
