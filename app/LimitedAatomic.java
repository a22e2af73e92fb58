package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Limited}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class LimitedAatomic implements Limited {
    private final Limited delegate;
    private final Atomic a;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    LimitedAatomic(Limited delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("Limited.a").retry(RetryPolicy.ofMaxAttempts(2));
    }

    @Override
    public void a() {
        a.run(() -> delegate.a());
    }
}
