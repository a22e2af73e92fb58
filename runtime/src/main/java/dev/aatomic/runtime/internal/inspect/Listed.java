package dev.aatomic.runtime.internal.inspect;

import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import org.jspecify.annotations.Nullable;

/** Something beside the blocks that the list of open blocks shows. Asked on any thread. */
public interface Listed {

    /** The name of what runs outside any block. */
    String IN_AUTOCOMMIT = "in autocommit";

    /** Its database. */
    ManagedDatabase listedIn();

    /** What it does now; null if it is not to be shown now. */
    @Nullable
    Sight look(long now);
}
