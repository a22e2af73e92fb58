package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.resource.StatementInFlight;
import org.jspecify.annotations.Nullable;

/** Something on whose connection statements run, one at a time. */
public interface StatementHolder {

    /** The statement that is running now; null if none is. From any thread. */
    @Nullable
    StatementInFlight statementInFlight();
}
