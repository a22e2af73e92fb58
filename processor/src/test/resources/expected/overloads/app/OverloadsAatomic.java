package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Overloads}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
final class OverloadsAatomic implements Overloads {
    private final Overloads delegate;
    private final Atomic put;
    private final Atomic put2;
    private final Atomic put4;
    private final Atomic put3;
    private final Atomic delegate2;
    private final Atomic transactions2;
    private final Atomic Objects2;
    private final Atomic sum;
    private final Atomic donn\u00e9es;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    OverloadsAatomic(Overloads delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.put = transactions.atomic().named("Overloads.put");
        this.put2 = transactions.atomic().named("Overloads.put");
        this.put4 = transactions.atomic().named("Overloads.put");
        this.put3 = transactions.atomic().named("Overloads.put3");
        this.delegate2 = transactions.atomic().named("Overloads.delegate");
        this.transactions2 = transactions.atomic().named("Overloads.transactions");
        this.Objects2 = transactions.atomic().named("Overloads.Objects");
        this.sum = transactions.atomic().named("Overloads.sum");
        this.donn\u00e9es = transactions.atomic().named("Overloads.donn\u00e9es");
    }

    @Override
    public void put(int value) {
        put.run(() -> delegate.put(value));
    }

    @Override
    public void put(long value) {
        put2.run(() -> delegate.put(value));
    }

    @Override
    public void put(String put) {
        put4.run(() -> delegate.put(put));
    }

    @Override
    public void put3() {
        put3.run(() -> delegate.put3());
    }

    @Override
    public void delegate(String delegate) {
        delegate2.run(() -> this.delegate.delegate(delegate));
    }

    @Override
    public void transactions(String transactions, String delegate) {
        transactions2.run(() -> this.delegate.transactions(transactions, delegate));
    }

    @Override
    public void Objects(Object Objects) {
        Objects2.run(() -> delegate.Objects(Objects));
    }

    @Override
    public int sum(int... values) {
        return sum.get(() -> delegate.sum(values));
    }

    @Override
    public void donn\u00e9es(String \u00e9t\u00e9) {
        donn\u00e9es.run(() -> delegate.donn\u00e9es(\u00e9t\u00e9));
    }
}
