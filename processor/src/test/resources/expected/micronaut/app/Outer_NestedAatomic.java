package app;

import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import javax.annotation.processing.Generated;

/**
 * Runs the transactional methods of {@link Outer.Nested}, each in a block of its own.
 *
 * <p>A bean, which Micronaut injects for {@link Outer.Nested}. It wraps the one bean of that type which is marked with
 * {@link AatomicDelegate}; if none is, Micronaut reports {@code NoSuchBeanException}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Singleton
@Fast
@Primary
class Outer_NestedAatomic implements Outer.Nested {
    private final Outer.Nested delegate;
    private final Atomic run;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    @Inject
    Outer_NestedAatomic(@AatomicDelegate Outer.Nested delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.run = transactions.atomic().named("Outer.Nested.run");
    }

    @Override
    public void run() {
        run.run(() -> delegate.run());
    }
}
