package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;

/** A block as its observation sees it. */
public interface Observed {

    /** What its user, or its body, named it. */
    String name();

    ManagedDatabase database();

    /** Its outermost block's number, as {@link BlockIds} gives it. */
    long id();

    /** Whether it is nested and goes back to a savepoint of its own. */
    boolean hasSavepoint();

    /** How many blocks are around it on its connection. */
    int depth();
}
