package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a block has on which a fault is tried out.
 *
 * @param atomic the settings of the outermost block
 * @param transactions where it is opened
 * @param foreign threads of somebody else's
 * @param trouble completed by the block when its driver has done what was planned, or by the test when the fault has happened:
 *     time to cancel it
 * @param closing set before {@code transactions} are closed
 */
public record FaultRun(
        Atomic atomic,
        Transactions transactions,
        Foreign foreign,
        CompletableFuture<Void> trouble,
        AtomicBoolean closing) {}
