package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import javax.annotation.processing.Generated;

/**
 * Runs the transactional methods of {@link JooqLedger}, each in a block of its own.
 *
 * <p>A bean, which Micronaut injects for the interfaces of {@link JooqLedger}. It wraps the bean of that class; if
 * there is none, Micronaut reports {@code NoSuchBeanException}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Singleton
@Replaces(JooqLedger.class)
@Fast
@Requires(property = "batch", value = "true")
class JooqLedgerAatomic implements Ledger, Source<String>, AutoCloseable {
    private final JooqLedger delegate;
    private final Atomic count;
    private final Atomic next;
    private final Atomic close;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    @Inject
    JooqLedgerAatomic(JooqLedger delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.count = transactions.atomic().named("JooqLedger.count");
        this.next = transactions.atomic().named("JooqLedger.next");
        this.close = transactions.atomic().named("JooqLedger.close");
    }

    @Override
    public int count() {
        return count.get(() -> delegate.count());
    }

    @Override
    public String next() {
        return next.get(() -> delegate.next());
    }

    @Override
    public void close() {
        close.run(() -> delegate.close());
    }
}
