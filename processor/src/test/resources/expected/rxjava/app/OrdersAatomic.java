package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.rxjava3.RxJavaBlocks;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic place;
    private final Atomic customerOf;
    private final Atomic cancel;
    private final Atomic ofCustomer;
    private final Atomic changes;
    private final Atomic one;

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
        this.customerOf = transactions.atomic().named("Orders.customerOf");
        this.cancel = transactions.atomic().named("Orders.cancel");
        this.ofCustomer = transactions.atomic().named("Orders.ofCustomer");
        this.changes = transactions.atomic().named("Orders.changes");
        this.one = transactions.atomic().named("Orders.one");
    }

    @Override
    public Single<Long> place(String customer, int amount) {
        return RxJavaBlocks.single(place, () -> delegate.place(customer, amount));
    }

    @Override
    public Maybe<String> customerOf(long order) {
        return RxJavaBlocks.maybe(customerOf, () -> delegate.customerOf(order));
    }

    @Override
    public Completable cancel(long order) {
        return RxJavaBlocks.completable(cancel, () -> delegate.cancel(order));
    }

    @Override
    public Flowable<String> ofCustomer(String customer) {
        return RxJavaBlocks.flowable(ofCustomer, () -> delegate.ofCustomer(customer));
    }

    @Override
    public Observable<Long> changes() {
        return RxJavaBlocks.observable(changes, () -> delegate.changes());
    }

    @Override
    public <T> Single<T> one(Maybe<? extends T> maybe) {
        return RxJavaBlocks.single(one, () -> delegate.<T>one(maybe));
    }
}
