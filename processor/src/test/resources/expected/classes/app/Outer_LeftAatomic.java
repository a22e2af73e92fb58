package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Left}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_LeftAatomic implements Outer.Left {
    private final Outer.Left delegate;
    private final Atomic value;
    private final Atomic both;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_LeftAatomic(Outer.Left delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.value = transactions.atomic().named("Outer.Left.value");
        this.both = transactions.atomic().named("Outer.Left.both");
    }

    @Override
    public Number value(String text) throws Exception {
        return value.get(() -> delegate.value(text));
    }

    @Override
    public void both(String text) {
        both.run(() -> delegate.both(text));
    }
}
