package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Enclosing}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class EnclosingAatomic<K> implements Enclosing<K> {
    private final Enclosing<K> delegate;
    private final Atomic put;
    private final Atomic get;
    private final Atomic given;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public EnclosingAatomic(Enclosing<K> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.put = transactions.atomic().named("Enclosing.put");
        this.get = transactions.atomic().named("Enclosing.get");
        this.given = transactions.atomic().named("Enclosing.given");
    }

    @Override
    public void put(Enclosing.Outer<@Nullable K>.Inner<String> inner) {
        put.run(() -> delegate.put(inner));
    }

    @Override
    public Enclosing.Outer<@Nullable String>.Inner<@Nullable K> get() {
        return get.get(() -> delegate.get());
    }

    @Override
    public Enclosing.Outer<@Nullable String>.Inner<@Nullable String>[] given() {
        return given.get(() -> delegate.given());
    }
}
