package app;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Elsewhere}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class ElsewhereAatomic implements Elsewhere {
    private final Elsewhere delegate;
    private final Atomic a;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    ElsewhereAatomic(Elsewhere delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("Elsewhere.a").propagation(Propagation.NEVER);
    }

    @Override
    public void a() {
        a.run(() -> delegate.a());
    }
}
