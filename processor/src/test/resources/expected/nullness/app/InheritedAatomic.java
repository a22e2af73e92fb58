package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Inherited}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class InheritedAatomic implements Inherited {
    private final Inherited delegate;
    private final Atomic find;
    private final Atomic stage;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public InheritedAatomic(Inherited delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.find = transactions.atomic().named("Inherited.find");
        this.stage = transactions.atomic().named("Inherited.stage");
    }

    @Override
    public @Nullable String find(List<? super @Nullable String> in, @Nullable String @Nullable [] array) {
        return find.get(() -> delegate.find(in, array));
    }

    @Override
    public CompletionStage<@Nullable String> stage() {
        return stage.getStageAsync(() -> delegate.stage());
    }
}
