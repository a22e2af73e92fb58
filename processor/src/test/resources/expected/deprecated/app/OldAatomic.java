package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Old}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Deprecated(since = "2", forRemoval = true)
@SuppressWarnings("removal")
public final class OldAatomic implements Old {
    private final Old delegate;
    private final Atomic a;
    private final Atomic older;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public OldAatomic(Old delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("Old.a");
        this.older = transactions.atomic().named("Old.older");
    }

    @Override
    @Deprecated
    public void a() {
        a.run(() -> delegate.a());
    }

    @Override
    public Older older(Older older) {
        return this.older.get(() -> delegate.older(older));
    }
}
