package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.annotation.processing.Generated;

/** Runs the transactional methods of {@link Workflow}, each in a block of its own. */
@Generated("dev.aatomic.processor.AatomicProcessor")
public final class WorkflowAatomic<T> implements Workflow<T> {
    private final Atomic run;
    private final Atomic prepare;
    private final Atomic several;
    private final Atomic inherited;

    /**
     * Makes an instance, which inherits the implementation.
     *
     * @param transactions where its transactions run
     */
    public WorkflowAatomic(Transactions transactions) {
        Objects.requireNonNull(transactions, "transactions");
        this.run = transactions.atomic().named("Workflow.run").using("main");
        this.prepare = transactions.atomic().named("Workflow.prepare").using("main").savepoint(false);
        this.several = transactions.atomic().named("Workflow.several").using("main");
        this.inherited = transactions.atomic().named("Workflow.inherited").using("main");
    }

    @Override
    public CompletionStage<String> run(T input) {
        return run.getStageAsync(() -> Workflow.super.run(input));
    }

    @Override
    public CompletableFuture<Void> prepare(T input) {
        return prepare.getStageAsync(() -> Workflow.super.prepare(input));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <E extends T> List<E> several(List<E> first, E... rest) throws IOException, SQLException {
        return several.get(rethrowing(() -> Workflow.super.<E>several(first, rest)));
    }

    @Override
    public void inherited(T step) {
        inherited.run(() -> Workflow.super.inherited(step));
    }

    /** A block can name one exception; this body's method declares all that it throws. */
    @SuppressWarnings("unchecked")
    private static <T> CheckedSupplier<T, RuntimeException> rethrowing(CheckedSupplier<T, ?> body) {
        return (CheckedSupplier<T, RuntimeException>) body;
    }
}
