package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;

/** Runs the transactional methods of {@link Variables}, each in a block of its own. */
@javax.annotation.processing.Generated("dev.aatomic.processor.AatomicProcessor")
@java.lang.SuppressWarnings("serial")
public final class VariablesAatomic<Generated, SuppressWarnings, Override> implements Variables<Generated, SuppressWarnings, Override> {
    private final Variables<Generated, SuppressWarnings, Override> delegate;
    private final Atomic generated;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public VariablesAatomic(Variables<Generated, SuppressWarnings, Override> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.generated = transactions.atomic().named("Variables.generated");
    }

    @java.lang.Override
    public Generated generated(SuppressWarnings suppressWarnings, Override override) {
        return generated.get(() -> delegate.generated(suppressWarnings, override));
    }
}
