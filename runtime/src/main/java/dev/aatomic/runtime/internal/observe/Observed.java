package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;

/** A block as its observation sees it. */
public interface Observed {

    /** What its user, or its body, named it. */
    String name();

    ManagedDatabase database();

    /** How many blocks are around it on its connection. */
    int depth();
}
