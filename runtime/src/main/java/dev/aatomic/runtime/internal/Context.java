package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.ConnectionFunction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is current on a thread: an open block, or the autocommit context. As an {@link Executor} it runs continuations in itself.
 *
 * <p>Contexts form a chain from the innermost outward, through blocks of all databases, and of other {@code Transactions} where one
 * is used inside a block of another: a call means the innermost of its own.
 */
interface Context extends Executor {

    /** The context in which this one was opened. */
    @Nullable
    Context opener();

    Engine engine();

    ManagedDatabase database();

    /** Whether this is where work for the database belongs. */
    boolean covers(ManagedDatabase database);

    <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step);

    void register(HookAction hook);

    void setRollback(boolean rollback);

    boolean getRollback();

    CompletableFuture<@Nullable Savepoint> savepoint();

    CompletableFuture<@Nullable Void> savepointRollback(@Nullable Savepoint savepoint);

    CompletableFuture<@Nullable Void> savepointCommit(@Nullable Savepoint savepoint);

    /** A handle on the connection, for {@code DataSource.getConnection}. */
    Connection openConnection() throws SQLException;

    /** Runs jOOQ's work in its turn among the statements, with this current. */
    void executeStatement(Runnable work);

    /** As {@link #execute}, but never before this returns. */
    void executeLater(Runnable continuation);

    /** Runs with this current, here and now. */
    default void runHere(Runnable action) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = this;
        try {
            action.run();
        } finally {
            thread.context = previous;
        }
    }

    /** The innermost context that covers the database, from a context outward. */
    static @Nullable Context innermost(@Nullable Context from, ManagedDatabase database) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context.covers(database)) {
                return context;
            }
        }
        return null;
    }

    /** The innermost context of the engine, of whichever database, from a context outward. */
    static @Nullable Context innermost(@Nullable Context from, Engine engine) {
        Context context = from;
        while (context != null && context.engine() != engine) {
            context = context.opener();
        }
        return context;
    }

    /**
     * Whether what runs in a context is part of the block, so that the block cannot end before it has: its body and steps, what was
     * opened inside it on whichever lane, and its hooks. A block that a hook opened is no part of the hook's, nor is one of another
     * engine, which waits for nobody here.
     */
    static boolean isWithin(@Nullable Context from, BlockEnding block) {
        boolean inHook = true;
        for (Context context = from; context != null; context = context.opener()) {
            if (context == block
                    || (inHook && context instanceof AutocommitContext autocommit && autocommit.isOfHooksOf(block))) {
                return true;
            }
            if (context instanceof BlockScope around) {
                if (around.engine != block.engine) {
                    return false;
                }
                inHook = false;
            }
        }
        return false;
    }

    /** The innermost block of the engine, of whichever database, from a context outward. */
    static @Nullable BlockScope innermostBlock(@Nullable Context from, Engine engine) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof BlockScope block && block.engine == engine) {
                return block;
            }
        }
        return null;
    }
}
