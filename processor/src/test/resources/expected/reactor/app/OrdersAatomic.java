package app;

import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Generated;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic place;
    private final Atomic cancel;
    private final Atomic ofCustomer;
    private final Atomic settle;
    private final Atomic sorted;
    private final Atomic placeOne;

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
        this.ofCustomer = transactions.atomic().named("Orders.ofCustomer").readOnly().timeout(Duration.ofSeconds(30));
        this.settle = transactions.atomic().named("Orders.settle").durable().retry(RetryPolicy.ofMaxAttempts(3));
        this.sorted = transactions.atomic().named("Orders.sorted");
        this.placeOne = transactions.atomic().named("Orders.placeOne");
    }

    @Override
    public Mono<Long> place(String customer, int amount) {
        return ReactorBlocks.mono(place, () -> delegate.place(customer, amount));
    }

    @Override
    public Mono<Void> cancel(long order) {
        return ReactorBlocks.mono(cancel, () -> delegate.cancel(order));
    }

    @Override
    public Flux<String> ofCustomer(String customer) {
        return ReactorBlocks.flux(ofCustomer, () -> delegate.ofCustomer(customer));
    }

    @Override
    public Mono<? extends List<? super String>> settle(Mono<Long> mono) {
        return ReactorBlocks.mono(settle, () -> delegate.settle(mono));
    }

    @Override
    public <T extends Comparable<T>> Flux<T> sorted(Flux<T> sorted) {
        return ReactorBlocks.flux(this.sorted, () -> delegate.<T>sorted(sorted));
    }

    @Override
    public Mono<String> describe() {
        return delegate.describe();
    }

    @Override
    public Mono<Long> placeOne(String customer) {
        return ReactorBlocks.mono(placeOne, () -> delegate.placeOne(customer));
    }
}
