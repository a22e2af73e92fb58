package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Closed}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class ClosedAatomic implements Closed {
    private final Closed delegate;
    private final Atomic a;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public ClosedAatomic(Closed delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("Closed.a");
    }

    @Override
    public void a() {
        a.run(() -> delegate.a());
    }
}
