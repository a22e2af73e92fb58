package app;

import dev.aatomic.kotlin.KotlinBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.Generated;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.flow.Flow;

/** Runs the transactional methods of {@link Orders}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class OrdersAatomic implements Orders {
    private final Orders delegate;
    private final Atomic load;
    private final Atomic close;
    private final Atomic never;
    private final Atomic max;
    private final Atomic hidden;
    private final Atomic failing;
    private final Atomic withManyParameters;
    private final Atomic ofCustomer;
    private final Atomic count;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public OrdersAatomic(Orders delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.load = transactions.atomic().named("Orders.load");
        this.close = transactions.atomic().named("Orders.close");
        this.never = transactions.atomic().named("Orders.never");
        this.max = transactions.atomic().named("Orders.max");
        this.hidden = transactions.atomic().named("Orders.hidden").durable();
        this.failing = transactions.atomic().named("Orders.failing");
        this.withManyParameters = transactions.atomic().named("Orders.withManyParameters");
        this.ofCustomer = transactions.atomic().named("Orders.ofCustomer");
        this.count = transactions.atomic().named("Orders.count");
    }

    @Override
    public Object load(long id, Continuation<? super String> $completion) {
        return KotlinBlocks.await(load, continuation -> delegate.load(id, continuation), $completion);
    }

    @Override
    public Object close(Continuation<? super Unit> $completion) {
        return KotlinBlocks.await(close, continuation -> delegate.close(continuation), $completion);
    }

    @Override
    public Object never(Continuation<?> $completion) {
        return KotlinBlocks.await(never, continuation -> delegate.never(continuation), $completion);
    }

    @Override
    public <T extends Comparable<? super T>> Object max(List<? extends T> values, Continuation<? super T> $completion) {
        return KotlinBlocks.await(max, continuation -> delegate.<T>max(values, continuation), $completion);
    }

    @Override
    public Object hidden(String continuation, Object delegate, Continuation<? super List<String>> hidden) {
        return KotlinBlocks.await(
                this.hidden, continuation_ -> this.delegate.hidden(continuation, delegate, continuation_), hidden);
    }

    @Override
    public Object failing(Continuation<? super Integer> $completion) {
        return KotlinBlocks.await(failing, continuation -> delegate.failing(continuation), $completion);
    }

    @Override
    public Object withManyParameters(
            String nameOfTheCustomer,
            String addressOfTheCustomer,
            List<String> namesOfTheProducts,
            Continuation<? super String> $completion) {
        return KotlinBlocks.await(
                withManyParameters, continuation -> delegate.withManyParameters(
                        nameOfTheCustomer, addressOfTheCustomer, namesOfTheProducts, continuation), $completion);
    }

    @Override
    public Flow<String> ofCustomer(String customer) {
        return KotlinBlocks.flow(ofCustomer, () -> delegate.ofCustomer(customer));
    }

    @Override
    public Deferred<Long> count() {
        return KotlinBlocks.deferred(count, () -> delegate.count());
    }

    @Override
    public Object describe(Continuation<? super String> $completion) {
        return delegate.describe($completion);
    }
}
