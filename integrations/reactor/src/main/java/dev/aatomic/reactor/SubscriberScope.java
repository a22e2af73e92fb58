package dev.aatomic.reactor;

import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The scope in which somebody subscribes: that of Reactor's context, which no thread loses, or else that of the thread. */
final class SubscriberScope {

    private static final CurrentScope THREAD = CurrentScope.ofThread();

    private SubscriberScope() {}

    /** The scope of a subscriber with this context, which subscribes here; null for none. */
    static @Nullable Object of(ContextView context) {
        Object scope = context.getOrDefault(SubscribedBlocks.CONTEXT_KEY, null);
        return scope == null ? THREAD.get() : scope;
    }

    /** The context with the scope that is current here, in place of the one that it may have. */
    static Context putCurrent(Context context) {
        return put(context, THREAD.get());
    }

    static Context put(Context context, @Nullable Object scope) {
        return scope == null
                ? context.delete(SubscribedBlocks.CONTEXT_KEY)
                : context.put(SubscribedBlocks.CONTEXT_KEY, scope);
    }

    /** Runs an action in a scope, here and now. */
    static void run(@Nullable Object scope, Runnable action) {
        THREAD.run(scope, action);
    }
}
