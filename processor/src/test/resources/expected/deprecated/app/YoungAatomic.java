package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Young}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class YoungAatomic implements Young {
    private final Young delegate;
    private final Atomic a;
    private final Atomic b;
    private final Atomic older;
    private final Atomic oldest;
    private final Atomic c;
    private final Atomic d;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public YoungAatomic(Young delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions.atomic().named("Young.a");
        this.b = transactions.atomic().named("Young.b");
        this.older = transactions.atomic().named("Young.older");
        this.oldest = transactions.atomic().named("Young.oldest");
        this.c = transactions.atomic().named("Young.c");
        this.d = transactions.atomic().named("Young.d");
    }

    @Override
    @Deprecated
    public void a() {
        a.run(() -> delegate.a());
    }

    @Override
    @Deprecated(since = "1", forRemoval = true)
    @SuppressWarnings("removal")
    public void b(Older older) {
        b.run(() -> delegate.b(older));
    }

    @Override
    @SuppressWarnings("deprecation")
    public Older older() {
        return older.get(() -> delegate.older());
    }

    @Override
    @SuppressWarnings("removal")
    public Oldest oldest() {
        return oldest.get(() -> delegate.oldest());
    }

    @Override
    @SuppressWarnings("deprecation")
    public void c() {
        c.run(() -> delegate.c());
    }

    @Override
    @Deprecated(forRemoval = true)
    @SuppressWarnings("removal")
    public void d() {
        d.run(() -> delegate.d());
    }
}
