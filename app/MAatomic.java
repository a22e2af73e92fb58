package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link M}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class MAatomic implements M {
    private final M delegate;
    private final Atomic a;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    MAatomic(M delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("M.a").timeout(Duration.ofSeconds(7));
    }

    @Override
    public void a() {
        a.run(() -> delegate.a());
    }
}
