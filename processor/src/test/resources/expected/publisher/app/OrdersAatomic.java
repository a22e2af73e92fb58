package app;

import dev.aatomic.reactivestreams.ReactiveStreamsBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.annotation.processing.Generated;
import org.reactivestreams.Publisher;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic place;
    private final Atomic ofCustomer;
    private final Atomic changes;
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
        this.ofCustomer = transactions.atomic().named("Orders.ofCustomer");
        this.changes = transactions.atomic().named("Orders.changes");
        this.each = transactions.atomic().named("Orders.each").readOnly();
    }

    @Override
    public CompletionStage<Long> place(String customer, int amount) {
        return place.getStageAsync(() -> delegate.place(customer, amount));
    }

    @Override
    public Flow.Publisher<String> ofCustomer(String customer) {
        return ofCustomer.getPublisher(() -> delegate.ofCustomer(customer));
    }

    @Override
    public Publisher<Long> changes() {
        return ReactiveStreamsBlocks.publisher(changes, () -> delegate.changes());
    }

    @Override
    public <T> Flow.Publisher<T> each(Flow.Publisher<? extends T> publisher) {
        return each.getPublisher(() -> delegate.<T>each(publisher));
    }
}
