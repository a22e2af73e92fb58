package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Warned}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@SuppressWarnings({"overloads", "overrides", "rawtypes", "serial", "try"})
public final class WarnedAatomic<L extends List> implements Warned<L> {
    private final Warned<L> delegate;
    private final Atomic stage;
    private final Atomic list;
    private final Atomic same;
    private final Atomic varargs;
    private final Atomic varargs2;
    private final Atomic fine;
    private final Atomic call;
    private final Atomic call2;
    private final Atomic close;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public WarnedAatomic(Warned<L> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.stage = transactions.atomic().named("Warned.stage");
        this.list = transactions.atomic().named("Warned.list");
        this.same = transactions.atomic().named("Warned.same");
        this.varargs = transactions.atomic().named("Warned.varargs");
        this.varargs2 = transactions.atomic().named("Warned.varargs");
        this.fine = transactions.atomic().named("Warned.fine");
        this.call = transactions.atomic().named("Warned.call");
        this.call2 = transactions.atomic().named("Warned.call");
        this.close = transactions.atomic().named("Warned.close");
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public CompletionStage stage() {
        return stage.getStageAsync(() -> delegate.stage());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public List list(List<List> lists) {
        return list.get(() -> delegate.list(lists));
    }

    @Override
    public L same(L list) {
        return same.get(() -> delegate.same(list));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> void varargs(T... values) {
        varargs.run(() -> delegate.<T>varargs(values));
    }

    @Override
    @SuppressWarnings("unchecked")
    public void varargs(List<String>... values) {
        varargs2.run(() -> delegate.varargs(values));
    }

    @Override
    public void fine(List<?>... values) {
        fine.run(() -> delegate.fine(values));
    }

    @Override
    public void call(Function<String, String> function) {
        call.run(() -> delegate.call(function));
    }

    @Override
    public void call(Consumer<String> consumer) {
        call2.run(() -> delegate.call(consumer));
    }

    @Override
    public boolean equals(Object other) {
        return delegate.equals(other);
    }

    @Override
    public void close() throws Exception {
        close.run(() -> delegate.close());
    }
}
