package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;
import lib.Task;

/** Runs the transactional methods of {@link Outer.Counter}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class Outer_CounterAatomic implements Outer.Counting {
    private final Outer.Counter delegate;
    private final Atomic next;
    private final Atomic other;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    Outer_CounterAatomic(Outer.Counter delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.next = transactions.atomic().named("Outer.Counter.next");
        this.other = transactions.atomic().named("Outer.Counter.other");
    }

    @Override
    public Task<Integer> next() {
        return Outer.TaskBlocks.nested(next, () -> delegate.next());
    }

    @Override
    public Outer.Other other() {
        return Outer.TaskBlocks.other(other, () -> delegate.other());
    }
}
