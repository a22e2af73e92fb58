package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Around.Unmarked.Between.Nearest}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@NullUnmarked
public final class Around_Unmarked_Between_NearestAatomic implements Around.Unmarked.Between.Nearest {
    private final Around.Unmarked.Between.Nearest delegate;
    private final Atomic name;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public Around_Unmarked_Between_NearestAatomic(Around.Unmarked.Between.Nearest delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.name = transactions.atomic().named("Around.Unmarked.Between.Nearest.name");
    }

    @Override
    public String name(@Nullable String name) {
        return this.name.get(() -> delegate.name(name));
    }
}
