package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Rivals}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_RivalsAatomic implements Outer.Left, Outer.Right<String> {
    private final Outer.Rivals delegate;
    private final Atomic value;
    private final Atomic both;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_RivalsAatomic(Outer.Rivals delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.value = transactions.atomic().named("Outer.Rivals.value");
        this.both = transactions.atomic().named("Outer.Rivals.both");
    }

    @Override
    public Long value(String text) {
        return value.get(() -> delegate.value(text));
    }

    @Override
    public void both(String text) {
        both.run(() -> delegate.both(text));
    }
}
