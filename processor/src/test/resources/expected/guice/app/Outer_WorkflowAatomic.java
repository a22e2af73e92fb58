package app;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Objects;
import javax.annotation.processing.Generated;

/**
 * Runs the transactional methods of {@link Outer.Workflow}, each in a block of its own.
 *
 * <p>A bean, which Guice injects for {@link Outer.Workflow}.
 */
@Generated("dev.aatomic.processor.AatomicProcessor")
@Singleton
class Outer_WorkflowAatomic implements Outer.Workflow {
    private final Atomic step;

    /**
     * Makes an instance, which inherits the implementation.
     *
     * @param transactions where its transactions run
     */
    @Inject
    Outer_WorkflowAatomic(Transactions transactions) {
        Objects.requireNonNull(transactions, "transactions");
        this.step = transactions.atomic().named("Outer.Workflow.step");
    }

    @Override
    public int step() {
        return step.get(() -> Outer.Workflow.super.step());
    }
}
