package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.transaction.HookAction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A {@link Context} as the work in it sees it. */
public interface ScopeContext extends Context {

    Services engine();

    ManagedDatabase database();

    /** Whether each statement commits alone here. */
    default boolean isAutocommit() {
        return false;
    }

    /** Whether hooks run here. */
    default boolean isOfHooks() {
        return false;
    }

    /** Whether this is where the hooks of that block run, which are part of the block. */
    default boolean isOfHooksOf(BlockScope block) {
        return false;
    }

    /** The block without a transaction whose body runs here; null if none does. */
    default @Nullable BlockWithoutTransaction ofBody() {
        return null;
    }

    /** Whether this is where work for the database belongs. */
    boolean covers(ManagedDatabase database);

    <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step);

    void register(HookAction hook);

    void setRollbackOnly(boolean rollbackOnly);

    boolean isRollbackOnly();

    /** A handle on the connection, for {@code DataSource.getConnection}. */
    Connection openConnection() throws SQLException;

    /** Runs jOOQ's work in its turn among the statements, with this context current. */
    void executeStatement(Runnable work);

    /** The innermost context that covers the database, from a context outward. */
    static @Nullable ScopeContext innermost(@Nullable Context from, ManagedDatabase database) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof ScopeContext scope && scope.covers(database)) {
                return scope;
            }
        }
        return null;
    }

    /** The innermost context of the engine, of whichever database, from a context outward. */
    static @Nullable ScopeContext innermost(@Nullable Context from, Services engine) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof ScopeContext scope && scope.engine() == engine) {
                return scope;
            }
        }
        return null;
    }

    /**
     * Whether what runs in a context is part of the block, so that the block cannot end before it has: its body and steps, what was
     * opened inside it on whichever lane, and its hooks. A block that a hook opened is no part of the hook's, nor is one of another
     * engine, which waits for nobody here.
     */
    static boolean isWithin(@Nullable Context from, BlockScope block) {
        boolean inHook = true;
        for (Context context = from; context != null; context = context.opener()) {
            if (context == block || (inHook && context instanceof ScopeContext scope && scope.isOfHooksOf(block))) {
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

    /** Whether a hook of the engine is what runs in a context. */
    static boolean isInHook(@Nullable Context from, Services engine) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof ScopeContext scope && scope.isOfHooks() && scope.engine() == engine) {
                return true;
            }
        }
        return false;
    }

    /** The block without a transaction in which something runs, from a context outward; null if a block with one is nearer. */
    static @Nullable BlockWithoutTransaction bodyAround(@Nullable Context from, Services engine) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof BlockScope block && block.engine == engine) {
                return null;
            }
            if (context instanceof ScopeContext scope && scope.engine() == engine && scope.ofBody() != null) {
                return scope.ofBody();
            }
        }
        return null;
    }

    /** The innermost block of the engine, of whichever database, from a context outward. */
    static @Nullable BlockScope innermostBlock(@Nullable Context from, Services engine) {
        for (Context context = from; context != null; context = context.opener()) {
            if (context instanceof BlockScope block && block.engine == engine) {
                return block;
            }
        }
        return null;
    }
}
