package app;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Base}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class BaseAatomic implements Base {
    private final Base delegate;
    private final Atomic inherited;
    private final Atomic kept;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public BaseAatomic(Base delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.inherited = transactions
                .atomic()
                .named("Base.inherited")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(3))
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        this.kept = transactions
                .atomic()
                .named("Base.kept")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(3))
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }

    @Override
    public void inherited() {
        inherited.run(() -> delegate.inherited());
    }

    @Override
    public void kept() {
        kept.run(() -> delegate.kept());
    }
}
