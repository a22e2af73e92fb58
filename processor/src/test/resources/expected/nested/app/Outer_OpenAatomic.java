package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Outer.Open}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class Outer_OpenAatomic implements Outer.Open {
    private final Outer.Open delegate;
    private final Atomic kind;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public Outer_OpenAatomic(Outer.Open delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.kind = transactions.atomic().named("Outer.Open.kind");
    }

    @Override
    public Outer.Open.Kind kind() {
        return kind.get(() -> delegate.kind());
    }
}
