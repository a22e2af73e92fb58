package dev.aatomic.runtime.internal.scope;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the builder was told besides the databases.
 *
 * @param executor the user's dispatch executor, null for our own
 * @param requireDurable whether only durable blocks may be outermost
 * @param silentRollback whether a broken block that ended normally rolls back without an exception
 * @param connection when outermost blocks that do not say it themselves take their connection
 * @param connectionTimeout how long anybody may wait for a connection
 * @param commitTimeout how long COMMIT or ROLLBACK may take
 * @param closeTimeout how long {@code close} waits for open blocks before it cancels them
 * @param listeners who is told what becomes of blocks
 * @param observer observes blocks and is current in their code; null for none
 * @param recordMetrics whether times are measured for the metrics
 * @param recordPlaces whether it is recorded where outermost blocks are opened
 * @param enclosing another library's transactions, in which blocks take part; null for none
 * @param capture carries what is bound to the users' threads; null for none
 */
public record EngineSettings(
        @Nullable Executor executor,
        boolean requireDurable,
        boolean silentRollback,
        ConnectionAcquisition connection,
        Duration connectionTimeout,
        Duration commitTimeout,
        Duration closeTimeout,
        List<TransactionListener> listeners,
        @Nullable BlockObserver observer,
        boolean recordMetrics,
        boolean recordPlaces,
        @Nullable EnclosingTransactions enclosing,
        @Nullable ContextCapture capture) {}
