package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Around.Marked}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@NullMarked
public final class Around_MarkedAatomic implements Around.Marked {
    private final Around.Marked delegate;
    private final Atomic name;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public Around_MarkedAatomic(Around.Marked delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.name = transactions.atomic().named("Around.Marked.name");
    }

    @Override
    public String name(@Nullable String name) {
        return this.name.get(() -> delegate.name(name));
    }
}
