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

/** Runs the transactional methods of {@link Reports}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class ReportsAatomic implements Reports {
    private final Reports delegate;
    private final Atomic total;
    private final Atomic store;
    private final Atomic inherited;
    private final Atomic plain;
    private final Atomic wholeRetry;
    private final Atomic kept;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public ReportsAatomic(Reports delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.total = transactions
                .atomic()
                .named("Reports.total")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .readOnly()
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(10))
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .noRollbackFor(IllegalStateException.class);
        this.store = transactions
                .atomic()
                .named("Reports.store")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .readOnly(false)
                .connection(ConnectionAcquisition.EAGER)
                .timeout(Duration.ofSeconds(10))
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .noRollbackFor(IllegalStateException.class);
        this.inherited = transactions
                .atomic()
                .named("Reports.inherited")
                .propagation(Propagation.REQUIRES_NEW)
                .readOnly(false)
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)));
        this.plain = transactions
                .atomic()
                .named("Reports.plain")
                .isolation(Isolation.REPEATABLE_READ)
                .readOnly()
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(10))
                .noRollbackFor(IllegalStateException.class);
        this.wholeRetry = transactions
                .atomic()
                .named("Reports.wholeRetry")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .readOnly()
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(10))
                .retry(RetryPolicy.ofMaxAttempts(7))
                .noRollbackFor(IllegalStateException.class);
        this.kept = transactions
                .atomic()
                .named("Reports.kept")
                .propagation(Propagation.REQUIRES_NEW)
                .isolation(Isolation.REPEATABLE_READ)
                .readOnly()
                .connection(ConnectionAcquisition.LAZY)
                .timeout(Duration.ofSeconds(3))
                .retry(RetryPolicy.ofMaxAttempts(4).withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .noRollbackFor(IllegalStateException.class);
    }

    @Override
    public long total() {
        return total.get(() -> delegate.total());
    }

    @Override
    public void store() {
        store.run(() -> delegate.store());
    }

    @Override
    public void inherited() {
        inherited.run(() -> delegate.inherited());
    }

    @Override
    public void plain() {
        plain.run(() -> delegate.plain());
    }

    @Override
    public void wholeRetry() {
        wholeRetry.run(() -> delegate.wholeRetry());
    }

    @Override
    public void kept() {
        kept.run(() -> delegate.kept());
    }
}
