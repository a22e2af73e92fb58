import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Unnamed}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class UnnamedAatomic implements Unnamed {
    private final Unnamed delegate;
    private final Atomic part;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public UnnamedAatomic(Unnamed delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.part = transactions.atomic().named("Unnamed.part");
    }

    @Override
    public Unnamed.Part part() {
        return part.get(() -> delegate.part());
    }
}
