package app;

import java.io.IOException;
import java.sql.SQLException;

/** Runs the transactional methods of {@link Clashes}, each in a block of its own. */
@javax.annotation.processing.Generated("dev.aatomic.processor.AatomicProcessor")
public final class ClashesAatomic<Atomic, Objects extends Comparable<Objects>, T> implements Clashes<Atomic, Objects, T> {
    private final Clashes<Atomic, Objects, T> delegate;
    private final dev.aatomic.runtime.Atomic atomic;
    private final dev.aatomic.runtime.Atomic yield;
    private final dev.aatomic.runtime.Atomic record;
    private final dev.aatomic.runtime.Atomic var;
    private final dev.aatomic.runtime.Atomic transactions2;
    private final dev.aatomic.runtime.Atomic delegate2;
    private final dev.aatomic.runtime.Atomic rethrowing;
    private final dev.aatomic.runtime.Atomic this$0;
    private final dev.aatomic.runtime.Atomic nested;
    private final dev.aatomic.runtime.Atomic Void;
    private final dev.aatomic.runtime.Atomic java2;
    private final dev.aatomic.runtime.Atomic dev2;
    private final dev.aatomic.runtime.Atomic transactions3;
    private final dev.aatomic.runtime.Atomic ClashesAatomic;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public ClashesAatomic(Clashes<Atomic, Objects, T> delegate, dev.aatomic.runtime.Transactions transactions) {
        this.delegate = java.util.Objects.requireNonNull(delegate, "delegate");
        java.util.Objects.requireNonNull(transactions, "transactions");
        this.atomic = transactions
                .atomic()
                .named("Clashes.atomic")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.yield = transactions
                .atomic()
                .named("Clashes.yield")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.record = transactions
                .atomic()
                .named("Clashes.record")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.var = transactions
                .atomic()
                .named("Clashes.var")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.transactions2 = transactions
                .atomic()
                .named("Clashes.transactions")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.delegate2 = transactions
                .atomic()
                .named("Clashes.delegate")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.rethrowing = transactions
                .atomic()
                .named("Clashes.rethrowing")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.this$0 = transactions
                .atomic()
                .named("Clashes.this$0")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.nested = transactions
                .atomic()
                .named("Clashes.nested")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.Void = transactions
                .atomic()
                .named("Clashes.Void")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.java2 = transactions
                .atomic()
                .named("Clashes.java")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.dev2 = transactions
                .atomic()
                .named("Clashes.dev")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.transactions3 = transactions
                .atomic()
                .named("Clashes.transactions")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
        this.ClashesAatomic = transactions
                .atomic()
                .named("Clashes.ClashesAatomic")
                .isolation(dev.aatomic.Isolation.SERIALIZABLE)
                .connection(dev.aatomic.ConnectionAcquisition.LAZY)
                .timeout(java.time.Duration.ofSeconds(5));
    }

    @java.lang.Override
    public Atomic atomic(Atomic atomic, Objects Objects) {
        return this.atomic.get(() -> delegate.atomic(atomic, Objects));
    }

    @java.lang.Override
    public void yield(
            Clashes.String record,
            Clashes.String var,
            Clashes.String sealed,
            Clashes.String permits,
            Clashes.String when) {
        yield.run(() -> delegate.yield(record, var, sealed, permits, when));
    }

    @java.lang.Override
    public void record() {
        record.run(() -> delegate.record());
    }

    @java.lang.Override
    public int var() {
        return var.get(() -> delegate.var());
    }

    @java.lang.Override
    public void transactions() {
        transactions2.run(() -> delegate.transactions());
    }

    @java.lang.Override
    public void delegate() {
        delegate2.run(() -> delegate.delegate());
    }

    @java.lang.Override
    public T rethrowing(T body) throws IOException, SQLException {
        return rethrowing.get(rethrowingBody(() -> delegate.rethrowing(body)));
    }

    @java.lang.Override
    public void this$0(Clashes.String $, Clashes.String $L, Clashes.String $T) {
        this$0.run(() -> delegate.this$0($, $L, $T));
    }

    @java.lang.Override
    public java.util.concurrent.CompletionStage<Clashes.CompletionStage> nested() {
        return nested.getStageAsync(() -> delegate.nested());
    }

    @java.lang.Override
    public Clashes.Void Void() {
        return Void.get(() -> delegate.Void());
    }

    @java.lang.Override
    public void java() {
        java2.run(() -> delegate.java());
    }

    @java.lang.Override
    public void dev() {
        dev2.run(() -> delegate.dev());
    }

    @java.lang.Override
    public <Transactions> Transactions transactions(Transactions transactions) {
        return transactions3.get(() -> delegate.<Transactions>transactions(transactions));
    }

    @java.lang.Override
    public void ClashesAatomic(Clashes.ClashesAatomic ClashesAatomic) {
        this.ClashesAatomic.run(() -> delegate.ClashesAatomic(ClashesAatomic));
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @java.lang.SuppressWarnings("unchecked")
    private static <T> dev.aatomic.runtime.CheckedSupplier<T, java.lang.RuntimeException> rethrowingBody(
            dev.aatomic.runtime.CheckedSupplier<T, ?> body) {
        return (dev.aatomic.runtime.CheckedSupplier<T, java.lang.RuntimeException>) body;
    }
}
