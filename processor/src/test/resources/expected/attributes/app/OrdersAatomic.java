package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic placed;
    private final Atomic audited;
    private final Atomic billed;
    private final Atomic anywhere;
    private final Atomic appended;
    private final Atomic exported;
    private final Atomic truncated;
    private final Atomic archived;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public OrdersAatomic(Orders delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.placed = transactions.atomic().named("Orders.placed").using("orders").savepoint(false);
        this.audited = transactions.atomic().named("Orders.audited").using("orders").savepoint(false);
        this.billed = transactions.atomic().named("Orders.billed").using("billing").savepoint(false).durable();
        this.anywhere = transactions.atomic().named("Orders.anywhere").savepoint(false);
        this.appended = transactions.atomic().named("Orders.appended").using("orders").savepoint(false).durable();
        this.exported = transactions.atomic().named("Orders.exported").using("orders").savepoint(false);
        this.truncated = transactions.atomic().named("Orders.truncated").using("journal").savepoint(false);
        this.archived = transactions.atomic().named("Orders.archived").using("orders").savepoint(false);
    }

    @Override
    public void placed() {
        placed.run(() -> delegate.placed());
    }

    @Override
    public void audited() {
        audited.run(() -> delegate.audited());
    }

    @Override
    public void billed() {
        billed.run(() -> delegate.billed());
    }

    @Override
    public void anywhere() {
        anywhere.run(() -> delegate.anywhere());
    }

    @Override
    public void appended() {
        appended.run(() -> delegate.appended());
    }

    @Override
    public void exported() {
        exported.run(() -> delegate.exported());
    }

    @Override
    public void truncated() {
        truncated.run(() -> delegate.truncated());
    }

    @Override
    public String path() {
        return delegate.path();
    }

    @Override
    public void archived() {
        archived.run(() -> delegate.archived());
    }
}
