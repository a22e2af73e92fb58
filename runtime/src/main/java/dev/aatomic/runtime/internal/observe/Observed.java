package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.NamedBlock;
import org.jspecify.annotations.Nullable;

/** A block as its observation sees it. */
public interface Observed extends NamedBlock {

    ManagedDatabase database();

    /** Its outermost block's number, as {@link BlockIds} gives it. */
    long id();

    /** Whether it is nested and goes back to a savepoint of its own. */
    boolean hasSavepoint();

    /** What observes the innermost block around it, of whichever database; null if it is in none, or nothing observes that. */
    @Nullable
    Observation observationAround();

    /** How many blocks are around it on its connection. */
    int depth();
}
