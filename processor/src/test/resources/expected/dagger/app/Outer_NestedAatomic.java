package app;

import dagger.Reusable;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import java.util.Objects;
import javax.annotation.processing.Generated;

/**
 * Runs the transactional methods of {@link Outer.Nested}, each in a block of its own.
 *
 * <p>A bean, which Dagger injects for {@link Outer.Nested}. It wraps the one bean of that type which is marked with
 * {@link AatomicDelegate}; if none is, Dagger reports {@code [Dagger/MissingBinding]}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Reusable
final class Outer_NestedAatomic implements Outer.Nested {
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
