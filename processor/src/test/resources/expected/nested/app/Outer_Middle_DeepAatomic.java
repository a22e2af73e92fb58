package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Middle.Deep}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class Outer_Middle_DeepAatomic implements Outer.Middle.Deep {
    private final Outer.Middle.Deep delegate;
    private final Atomic member;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public Outer_Middle_DeepAatomic(Outer.Middle.Deep delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.member = transactions.atomic().named("Outer.Middle.Deep.member");
    }

    @Override
    public Outer<Integer>.Member<String> member() {
        return member.get(() -> delegate.member());
    }
}
