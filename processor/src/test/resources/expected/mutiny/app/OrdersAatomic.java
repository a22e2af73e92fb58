package app;

import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic place;
    private final Atomic cancel;
    private final Atomic ofCustomer;
    private final Atomic each;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public OrdersAatomic(Orders delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.place = transactions.atomic().named("Orders.place");
        this.cancel = transactions.atomic().named("Orders.cancel");
        this.ofCustomer = transactions.atomic().named("Orders.ofCustomer").readOnly();
        this.each = transactions.atomic().named("Orders.each");
    }

    @Override
    public Uni<Long> place(String customer, int amount) {
        return MutinyBlocks.uni(place, () -> delegate.place(customer, amount));
    }

    @Override
    public Uni<Void> cancel(long order) {
        return MutinyBlocks.uni(cancel, () -> delegate.cancel(order));
    }

    @Override
    public Multi<String> ofCustomer(String customer) {
        return MutinyBlocks.multi(ofCustomer, () -> delegate.ofCustomer(customer));
    }

    @Override
    public <T> Multi<T> each(Multi<? extends T> items) {
        return MutinyBlocks.multi(each, () -> delegate.<T>each(items));
    }
}
