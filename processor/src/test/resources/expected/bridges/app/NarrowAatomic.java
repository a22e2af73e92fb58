package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Narrow}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class NarrowAatomic implements Narrow {
    private final Narrow delegate;
    private final Atomic number;
    private final Atomic list;
    private final Atomic stage;
    private final Atomic self;
    private final Atomic number2;
    private final Atomic array;
    private final Atomic compareTo;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public NarrowAatomic(Narrow delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.number = transactions.atomic().named("Narrow.number");
        this.list = transactions.atomic().named("Narrow.list");
        this.stage = transactions.atomic().named("Narrow.stage");
        this.self = transactions.atomic().named("Narrow.self");
        this.number2 = transactions.atomic().named("Narrow.number");
        this.array = transactions.atomic().named("Narrow.array");
        this.compareTo = transactions.atomic().named("Narrow.compareTo");
    }

    @Override
    public Integer number(Integer value) {
        return number.get(() -> delegate.number(value));
    }

    @Override
    public ArrayList<String> list(List<String> list) {
        return this.list.get(() -> delegate.list(list));
    }

    @Override
    public CompletableFuture<Integer> stage() {
        return stage.getStageAsync(() -> delegate.stage());
    }

    @Override
    public Narrow self() {
        return self.get(() -> delegate.self());
    }

    @Override
    public Integer number(Long value) {
        return number2.get(() -> delegate.number(value));
    }

    @Override
    public Integer[] array(List<String>[][] lists) {
        return array.get(() -> delegate.array(lists));
    }

    @Override
    public int compareTo(Wide<Integer, List<String>> arg0) {
        return compareTo.get(() -> delegate.compareTo(arg0));
    }
}
