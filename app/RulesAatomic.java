package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Rules}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class RulesAatomic implements Rules {
    private final Rules delegate;
    private final Atomic a;
    private final Atomic b;
    private final Atomic c;
    private final Atomic d;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    RulesAatomic(Rules delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.a = transactions
                .atomic()
                .named("Rules.a")
                .noRollbackFor(IOException.class, SQLException.class, IOException.class);
        this.b = transactions.atomic().named("Rules.b").noRollbackFor(FileNotFoundException.class, IOException.class);
        this.c = transactions
                .atomic()
                .named("Rules.c")
                .retry(RetryPolicy.ofMaxAttempts(3).retryFor(IOException.class, IOException.class))
                .noRollbackFor(SQLException.class);
        this.d = transactions.atomic().named("Rules.d").noRollbackFor(IOException.class, IOException.class);
    }

    @Override
    public void a() {
        a.run(() -> delegate.a());
    }

    @Override
    public void b() {
        b.run(() -> delegate.b());
    }

    @Override
    public void c() {
        c.run(() -> delegate.c());
    }

    @Override
    public void d() {
        d.run(() -> delegate.d());
    }
}
