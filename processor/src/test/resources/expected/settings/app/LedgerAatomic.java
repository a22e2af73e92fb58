package app;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.annotation.processing.Generated;
import lib.Failures;
import lib.Old;

/** Runs the transactional methods of {@link Ledger}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class LedgerAatomic implements Ledger {
    private final Ledger delegate;
    private final Atomic audit;
    private final Atomic nested;
    private final Atomic required;
    private final Atomic count;
    private final Atomic estimate;
    private final Atomic vacuum;
    private final Atomic backup;
    private final Atomic settle;
    private final Atomic pay;
    private final Atomic quote;
    private final Atomic again;
    private final Atomic atOnce;
    private final Atomic inOtherWords;
    private final Atomic afterTimeout;
    private final Atomic stubborn;
    private final Atomic one;
    private final Atomic several;
    private final Atomic many;
    private final Atomic milliseconds;
    private final Atomic seconds;
    private final Atomic minutes;
    private final Atomic long1;
    private final Atomic isoHours;
    private final Atomic isoSeconds;
    private final Atomic isoMilliseconds;
    private final Atomic isoNanoseconds;
    private final Atomic Duration2;
    private final Atomic ConnectionAcquisition2;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    @SuppressWarnings("deprecation")
    public LedgerAatomic(Ledger delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.audit = transactions.atomic().named("Ledger.audit").propagation(Propagation.REQUIRES_NEW);
        this.nested = transactions.atomic().named("Ledger.nested").durable();
        this.required = transactions.atomic().named("Ledger.required").propagation(Propagation.REQUIRED).durable();
        this.count = transactions.atomic().named("Ledger.count").propagation(Propagation.MANDATORY).readOnly();
        this.estimate = transactions.atomic().named("Ledger.estimate").propagation(Propagation.SUPPORTS);
        this.vacuum = transactions.atomic().named("Ledger.vacuum").propagation(Propagation.NOT_SUPPORTED);
        this.backup = transactions.atomic().named("Ledger.backup").propagation(Propagation.NEVER);
        this.settle = transactions
                .atomic()
                .named("Ledger.settle")
                .isolation(Isolation.SERIALIZABLE)
                .timeout(Duration.ofSeconds(5))
                .retry(RetryPolicy.ofMaxAttempts(5));
        this.pay = transactions.atomic().named("Ledger.pay").connection(ConnectionAcquisition.LAZY);
        this.quote = transactions
                .atomic()
                .named("Ledger.quote")
                .readOnly()
                .connection(ConnectionAcquisition.EAGER)
                .timeout(Duration.ofMinutes(1));
        this.again = transactions.atomic().named("Ledger.again").retry(RetryPolicy.ofMaxAttempts(3));
        this.atOnce = transactions
                .atomic()
                .named("Ledger.atOnce")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ZERO, Duration.ZERO));
        this.inOtherWords = transactions.atomic().named("Ledger.inOtherWords").retry(RetryPolicy.ofMaxAttempts(3));
        this.afterTimeout = transactions
                .atomic()
                .named("Ledger.afterTimeout")
                .retry(RetryPolicy.ofMaxAttempts(2).retryFor(TimeoutException.class));
        this.stubborn = transactions
                .atomic()
                .named("Ledger.stubborn")
                .retry(RetryPolicy.ofMaxAttempts(10)
                        .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(2))
                        .retryFor(TimeoutException.class, RejectedExecutionException.class, Ledger.Declined.class));
        this.one = transactions.atomic().named("Ledger.one").noRollbackFor(FileNotFoundException.class);
        this.several = transactions
                .atomic()
                .named("Ledger.several")
                .noRollbackFor(Ledger.Declined.class, Failures.Soft.class, Old.class);
        this.many = transactions
                .atomic()
                .named("Ledger.many")
                .retry(RetryPolicy.ofMaxAttempts(3)
                        .retryFor(
                                TimeoutException.class,
                                RejectedExecutionException.class,
                                Ledger.ExceptionWhoseNameIsLong.class,
                                FileNotFoundException.class))
                .noRollbackFor(
                        TimeoutException.class,
                        RejectedExecutionException.class,
                        Ledger.ExceptionWhoseNameIsLong.class,
                        FileNotFoundException.class);
        this.milliseconds = transactions.atomic().named("Ledger.milliseconds").timeout(Duration.ofMillis(500));
        this.seconds = transactions.atomic().named("Ledger.seconds").timeout(Duration.ofSeconds(90));
        this.minutes = transactions.atomic().named("Ledger.minutes").timeout(Duration.ofMinutes(2));
        this.long1 = transactions.atomic().named("Ledger.long1").timeout(Duration.ofMinutes(50000));
        this.isoHours = transactions.atomic().named("Ledger.isoHours").timeout(Duration.ofDays(1));
        this.isoSeconds = transactions.atomic().named("Ledger.isoSeconds").timeout(Duration.ofSeconds(90));
        this.isoMilliseconds = transactions.atomic().named("Ledger.isoMilliseconds").timeout(Duration.ofMillis(250));
        this.isoNanoseconds = transactions.atomic().named("Ledger.isoNanoseconds").timeout(Duration.ofNanos(1000));
        this.Duration2 = transactions.atomic().named("Ledger.Duration").timeout(Duration.ofSeconds(1));
        this.ConnectionAcquisition2 = transactions
                .atomic()
                .named("Ledger.ConnectionAcquisition")
                .connection(ConnectionAcquisition.LAZY);
    }

    @Override
    public CompletionStage<Void> audit(String line) {
        return audit.getStageAsync(() -> delegate.audit(line));
    }

    @Override
    public void nested() {
        nested.run(() -> delegate.nested());
    }

    @Override
    public void required() {
        required.run(() -> delegate.required());
    }

    @Override
    public long count() {
        return count.get(() -> delegate.count());
    }

    @Override
    public long estimate() {
        return estimate.get(() -> delegate.estimate());
    }

    @Override
    public void vacuum() {
        vacuum.run(() -> delegate.vacuum());
    }

    @Override
    public void backup() {
        backup.run(() -> delegate.backup());
    }

    @Override
    public CompletionStage<Void> settle(int day) {
        return settle.getStageAsync(() -> delegate.settle(day));
    }

    @Override
    public CompletionStage<Void> pay(long order) {
        return pay.getStageAsync(() -> delegate.pay(order));
    }

    @Override
    public void quote() {
        quote.run(() -> delegate.quote());
    }

    @Override
    public void again() {
        again.run(() -> delegate.again());
    }

    @Override
    public void atOnce() {
        atOnce.run(() -> delegate.atOnce());
    }

    @Override
    public void inOtherWords() {
        inOtherWords.run(() -> delegate.inOtherWords());
    }

    @Override
    public void afterTimeout() {
        afterTimeout.run(() -> delegate.afterTimeout());
    }

    @Override
    public void stubborn() {
        stubborn.run(() -> delegate.stubborn());
    }

    @Override
    public void one() {
        one.run(() -> delegate.one());
    }

    @Override
    public void several() {
        several.run(() -> delegate.several());
    }

    @Override
    public void many() {
        many.run(() -> delegate.many());
    }

    @Override
    public void milliseconds() {
        milliseconds.run(() -> delegate.milliseconds());
    }

    @Override
    public void seconds() {
        seconds.run(() -> delegate.seconds());
    }

    @Override
    public void minutes() {
        minutes.run(() -> delegate.minutes());
    }

    @Override
    public void long1() {
        long1.run(() -> delegate.long1());
    }

    @Override
    public void isoHours() {
        isoHours.run(() -> delegate.isoHours());
    }

    @Override
    public void isoSeconds() {
        isoSeconds.run(() -> delegate.isoSeconds());
    }

    @Override
    public void isoMilliseconds() {
        isoMilliseconds.run(() -> delegate.isoMilliseconds());
    }

    @Override
    public void isoNanoseconds() {
        isoNanoseconds.run(() -> delegate.isoNanoseconds());
    }

    @Override
    public void Duration() {
        Duration2.run(() -> delegate.Duration());
    }

    @Override
    public void ConnectionAcquisition() {
        ConnectionAcquisition2.run(() -> delegate.ConnectionAcquisition());
    }
}
