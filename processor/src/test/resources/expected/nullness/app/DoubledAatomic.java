package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Runs the transactional methods of {@link Doubled}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
@NullMarked
public final class DoubledAatomic implements Doubled {
    private final Doubled delegate;
    private final Atomic find;
    private final Atomic stage;

    /**
     * Wraps an implementation.
     *
     * @param delegate the implementation
     * @param transactions where its transactions run
     */
    public DoubledAatomic(Doubled delegate, Transactions transactions) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
        Objects.requireNonNull(transactions, "transactions");
        this.find = transactions.atomic().named("Doubled.find");
        this.stage = transactions.atomic().named("Doubled.stage");
    }

    @Override
    public @Nullable String find(
            List<? super @Nullable String> in, @Nullable String @Nullable [] array, @Nullable String plain) {
        return find.get(() -> delegate.find(in, array, plain));
    }

    @Override
    public CompletionStage<@Nullable String> stage() {
        return stage.getStageAsync(() -> delegate.stage());
    }
}
