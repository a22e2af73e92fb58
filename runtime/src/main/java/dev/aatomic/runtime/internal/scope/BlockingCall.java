package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.handle.DriverCall;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A driver call from a thread that does not run the lane, and waits for its turn.
 *
 * @param <T> what it returns
 */
final class BlockingCall<T extends @Nullable Object> extends LaneTask {

    private final ScopeConnection connection;
    private final HandleOwner.Kind kind;
    private final @Nullable Statement statement;
    private final DriverCall<T> call;
    private final ScopeFuture<T> future;

    /** Set if the thread that waits is a fork. */
    private final @Nullable ForkedCall forked;

    BlockingCall(
            ScopeConnection connection,
            HandleOwner.Kind kind,
            @Nullable Statement statement,
            DriverCall<T> call,
            @Nullable ForkedCall forked) {
        this.connection = connection;
        this.kind = kind;
        this.statement = statement;
        this.call = call;
        this.forked = forked;
        this.future = new ScopeFuture<>(connection.scope().engine.dispatcher);
    }

    @Override
    public void run(ThreadState thread) {
        T value = null;
        Throwable failure = null;
        try {
            if (forked != null) {
                forked.begins();
                forked.entersDriver();
            }
            value = connection.perform(kind, statement, call);
        } catch (Throwable t) {
            failure = t;
        } finally {
            if (forked != null) {
                forked.ends();
            }
            LaneExecution.endWork(connection.scope().lane, connection.scope(), true);
        }
        future.settle(value, failure, thread);
    }

    ScopeFuture<T> future() {
        return future;
    }

    /** It will not run, since its caller does not want it any more. */
    void cancel(Throwable reason) {
        future.settle(null, reason);
    }

    T await() throws SQLException {
        try {
            return future.join();
        } catch (CompletionException e) {
            Throwable failure = Failures.unwrap(e);
            throw Failures.<SQLException>rethrow(failure);
        }
    }

    @Override
    public void drop(Throwable reason) {
        future.settle(
                null,
                new TransactionManagementException(
                        "A statement of block " + connection.scope().place() + " was dropped before it ran: "
                                + Failures.describe(reason),
                        reason));
    }

    @Override
    public boolean pinsLane() {
        return true;
    }

    @Override
    public boolean needsConnection() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return true;
    }
}
