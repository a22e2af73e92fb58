package dev.aatomic.micronaut;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.core.propagation.PropagatedContextElement;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection or a transaction of Micronaut's, in the context that Micronaut carries along, with what was current where it was opened: so
 * whoever finds it knows whether it is inside or outside of a block.
 *
 * @param bridge of the same application
 * @param database the name
 * @param scope the block or the autocommit context in which it was opened; null outside
 * @param transaction Micronaut's own; null for a mere connection, and in a block
 * @param status of a transaction that is a block; null outside
 */
record Opened(
        MicronautBridge bridge,
        String database,
        @Nullable Object scope,
        @Nullable EnclosingMicronautTransaction transaction,
        @Nullable BlockTransactionStatus status)
        implements PropagatedContextElement {

    /** A connection without a transaction. */
    static Opened connection(MicronautBridge bridge, String database) {
        return new Opened(bridge, database, bridge.scope(database), null, null);
    }

    /** A transaction of Micronaut's own; null for work that has none, and hides that around it. */
    static Opened transaction(
            MicronautBridge bridge, String database, @Nullable EnclosingMicronautTransaction transaction) {
        return new Opened(bridge, database, bridge.scope(database), transaction, null);
    }

    /** A transaction that is the block which is current here. */
    static Opened block(MicronautBridge bridge, String database, BlockTransactionStatus status) {
        return new Opened(bridge, database, bridge.scope(database), null, status);
    }

    /** That which was opened last. */
    static @Nullable Opened last(MicronautBridge bridge, String database) {
        if (!PropagatedContext.exists()) {
            return null;
        }
        List<PropagatedContextElement> elements = PropagatedContext.getOrEmpty().getAllElements();
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (elements.get(i) instanceof Opened opened
                    && opened.bridge == bridge
                    && opened.database.equals(database)) {
                return opened;
            }
        }
        return null;
    }

    /** Shows it to what is called. */
    <T extends @Nullable Object> T showTo(Supplier<T> work) {
        return PropagatedContext.getOrEmpty().plus(this).propagate(work);
    }

    /** Shows it to what is called until the result is closed. */
    PropagatedContext.Scope show() {
        return PropagatedContext.getOrEmpty().plus(this).propagate();
    }

    /** Takes it away where {@link #show} was not closed in its turn. */
    void hide() {
        PropagatedContext context = PropagatedContext.getOrEmpty();
        if (context.getAllElements().contains(this)) {
            context.minus(this).propagate();
        }
    }

    /** Each is itself alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
