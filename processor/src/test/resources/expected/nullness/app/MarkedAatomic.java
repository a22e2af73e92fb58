package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Marked}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@NullMarked
public final class MarkedAatomic<T extends @Nullable Object> implements Marked<T> {
    private final Marked<T> delegate;
    private final Atomic find;
    private final Atomic name;
    private final Atomic value;
    private final Atomic list;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public MarkedAatomic(Marked<T> delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.find = transactions.atomic().named("Marked.find");
        this.name = transactions.atomic().named("Marked.name");
        this.value = transactions.atomic().named("Marked.value");
        this.list = transactions.atomic().named("Marked.list");
    }

    @Override
    public CompletionStage<@Nullable String> find(@Nullable Long id) {
        return find.getStageAsync(() -> delegate.find(id));
    }

    @Override
    public @Nullable String name(Map.@Nullable Entry<String, @Nullable Integer> entry) {
        return name.get(() -> delegate.name(entry));
    }

    @Override
    public @NonNull T value(@Nullable T value, String @Nullable [] array, @Nullable String... rest) {
        return this.value.get(() -> delegate.value(value, array, rest));
    }

    @Override
    public <U extends @Nullable Object> List<? extends @Nullable U> list(List<? super @Nullable U> in) {
        return list.get(() -> delegate.<U>list(in));
    }
}
