package dev.aatomic.hibernate;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;

/** Who may use a session, and on which connection: whoever holds the lane of its tree of blocks, on that of the innermost block. */
final class BlockLane {

    private static final String MEND =
            " Expected: in the block, one call after the other. Do it in hibernate.submit(session -> …), or on the thread that runs the"
                    + " block's body or a continuation of it; what is needed elsewhere, load before.";

    private final TransactionSynchronizations synchronizations;
    private final @Nullable Object outermost;

    /** The handle of the innermost block, below it those of the blocks around it. */
    private final Deque<Handle> handles = new ArrayDeque<>();

    private volatile boolean isEnded;

    BlockLane(TransactionSynchronizations synchronizations) {
        this.synchronizations = synchronizations;
        this.outermost = synchronizations.outermostBlock();
    }

    private record Handle(Object block, Connection connection) {}

    /**
     * Refuses a use of the session by a thread that does not hold the lane: the connection would refuse it or wait, but the session itself
     * would be hurt by two threads.
     */
    void require() {
        Object current = synchronizations.outermostBlock();
        if (current == null) {
            throw refusal(new NoTransactionException(
                    "The session of a block was used where no block is current, on thread '"
                            + Thread.currentThread().getName() + "'." + MEND,
                    null));
        }
        if (current != outermost) {
            throw refusal(new TransactionManagementException(
                    "The session of one block was used in another that is no part of it: a REQUIRES_NEW block, or one of another request."
                            + " Expected: entities and queries of the block that is current. Pass ids and load again.",
                    null));
        }
        if (!synchronizations.isHeldHere()) {
            throw refusal(new TransactionManagementException(
                    "The session of a block was used on thread '"
                            + Thread.currentThread().getName() + "' while another thread may be at work in the block."
                            + MEND,
                    null));
        }
    }

    private static HibernateException refusal(TransactionManagementException cause) {
        return new HibernateException(cause.getMessage(), cause);
    }

    /** The handle of the block that is current now, which is used for one block only. */
    Connection connection() {
        Object block = isEnded ? null : synchronizations.block();
        if (block == null) {
            throw new NoTransactionException(
                    "The connection of a block was used after its end, or where no block is current." + MEND, null);
        }
        while (!handles.isEmpty()) {
            Handle innermost = handles.peek();
            if (innermost.block() == block) {
                return innermost.connection();
            }
            if (handles.stream().noneMatch(handle -> handle.block() == block)) {
                break;
            }
            handles.pop();
        }
        Connection connection = synchronizations.connection();
        handles.push(new Handle(block, connection));
        return connection;
    }

    void breakBlock(Throwable cause) {
        synchronizations.breakBlock(cause);
    }

    /** Whether what breaks now breaks a block of this tree. */
    boolean isCurrent() {
        return synchronizations.outermostBlock() == outermost;
    }

    void end() {
        isEnded = true;
        handles.clear();
    }

    boolean isEnded() {
        return isEnded;
    }
}
