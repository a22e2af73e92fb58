package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Function;
import javax.annotation.processing.Generated;
import lib.Done;
import lib.OldBlocks;
import lib.Outcome;
import lib.Task;

/** Runs the transactional methods of {@link Accounts}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class AccountsAatomic implements Accounts {
    private final Accounts delegate;
    private final Atomic balance;
    private final Atomic close;
    private final Atomic find;
    private final Atomic upper;
    private final Atomic lower;
    private final Atomic any;
    private final Atomic raw;
    private final Atomic all;
    private final Atomic twice;
    private final Atomic first;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public AccountsAatomic(Accounts delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.balance = transactions.atomic().named("Accounts.balance");
        this.close = transactions.atomic().named("Accounts.close");
        this.find = transactions.atomic().named("Accounts.find");
        this.upper = transactions.atomic().named("Accounts.upper");
        this.lower = transactions.atomic().named("Accounts.lower");
        this.any = transactions.atomic().named("Accounts.any");
        this.raw = transactions.atomic().named("Accounts.raw");
        this.all = transactions.atomic().named("Accounts.all");
        this.twice = transactions.atomic().named("Accounts.twice").timeout(Duration.ofSeconds(5));
        this.first = transactions.atomic().named("Accounts.first");
    }

    @Override
    public Task<Long> balance(long account) {
        return lib.TaskBlocks.task(balance, () -> delegate.balance(account));
    }

    @Override
    public Done close(long balance, String close) {
        return Accounts.Own.close(this.close, () -> delegate.close(balance, close));
    }

    @Override
    public <R, E extends IOException> Outcome<R, E> find(Class<R> type, Function<? super R, ? extends E> failure) {
        return lib.TaskBlocks.outcome(find, () -> delegate.<R, E>find(type, failure));
    }

    @Override
    public Task<? extends Number> upper() {
        return lib.TaskBlocks.task(upper, () -> delegate.upper());
    }

    @Override
    public Task<? super Integer> lower() {
        return lib.TaskBlocks.task(lower, () -> delegate.lower());
    }

    @Override
    public Task<?> any() {
        return lib.TaskBlocks.task(any, () -> delegate.any());
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Task raw() {
        return lib.TaskBlocks.task(raw, () -> delegate.raw());
    }

    @Override
    @SuppressWarnings("deprecation")
    public Flow.Publisher<Map<String, List<Long>>> all(String[]... namesOfAllTheAccountsThatAreMeant) {
        return OldBlocks.publisher(all, () -> delegate.all(namesOfAllTheAccountsThatAreMeant));
    }

    @Override
    public Task<String> twice(String TaskBlocks) {
        return lib.TaskBlocks.task(twice, () -> delegate.twice(TaskBlocks));
    }

    @Override
    public Task<String> passedOn() {
        return delegate.passedOn();
    }

    @Override
    public Task<String> first(String value) {
        return lib.TaskBlocks.task(first, () -> delegate.first(value));
    }
}
