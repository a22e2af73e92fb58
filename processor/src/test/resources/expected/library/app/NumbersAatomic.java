package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Numbers}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class NumbersAatomic implements Numbers {
    private final Numbers delegate;
    private final Atomic call;
    private final Atomic get;
    private final Atomic close;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public NumbersAatomic(Numbers delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.call = transactions.atomic().named("Numbers.call");
        this.get = transactions.atomic().named("Numbers.get");
        this.close = transactions.atomic().named("Numbers.close");
    }

    @Override
    public Integer call() throws Exception {
        return call.get(() -> delegate.call());
    }

    @Override
    public Long get() {
        return get.get(() -> delegate.get());
    }

    @Override
    public void close() throws IOException {
        close.run(() -> delegate.close());
    }
}
