package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Outermost;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the builder was told beside the databases.
 *
 * @param executor the user's dispatch executor, null for our own
 * @param outermost which blocks may be outermost
 * @param silentRollback whether a broken block that ended normally rolls back without a word
 * @param commitTimeout how long COMMIT or ROLLBACK may take
 * @param closeTimeout how long {@code close} waits for open blocks before it cancels them
 */
record EngineSettings(
        @Nullable Executor executor,
        Outermost outermost,
        boolean silentRollback,
        Duration commitTimeout,
        Duration closeTimeout) {}
