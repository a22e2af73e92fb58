package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.subscription.ContextSupport;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the body of one attempt finds in Mutiny's context: what the subscriber has there, and the block's scope. It is a copy, since a whole
 * chain of subscriptions shares one context, and so would a block, those nested in it, and those beside it. Made when it is first asked for.
 */
final class BodyContext implements ContextSupport {

    private static final String KEY = SubscribedBlocks.CONTEXT_KEY;

    private final Context outer;
    private final @Nullable Object scope;

    // Guarded by this:
    private @Nullable Context made;

    /** Made in the block's scope. */
    BodyContext(Context outer) {
        this.outer = outer;
        this.scope = CurrentScope.ofThread().get();
    }

    @Override
    public synchronized Context context() {
        Context known = made;
        if (known == null) {
            Map<Object, Object> entries = entries(outer);
            if (scope != null) {
                entries.put(KEY, scope);
            }
            known = of(entries);
            made = known;
        }
        return known;
    }

    /** The scope that a subscriber is in: that of its context, which no change of threads takes away, or else that of the thread. */
    static @Nullable Object scope(Context context) {
        Object scope = context.isEmpty() ? null : ContextKeys.value(context, KEY);
        return scope == null ? CurrentScope.ofThread().get() : scope;
    }

    /** What a subscriber has in its context besides a scope. */
    static Context withoutScope(Context context) {
        Map<Object, Object> entries = entries(context);
        entries.remove(KEY);
        return of(entries);
    }

    /** The context of a subscriber; an empty one if it has none. */
    static Context of(Object subscriber) {
        return subscriber instanceof ContextSupport has ? has.context() : Context.empty();
    }

    private static Context of(Map<Object, Object> entries) {
        return entries.isEmpty() ? Context.empty() : Context.from(entries);
    }

    private static Map<Object, Object> entries(Context context) {
        Map<Object, Object> entries = new HashMap<>();
        if (!context.isEmpty()) {
            for (Object key : context.keys()) {
                Object value = ContextKeys.value(context, key);
                if (value != null) {
                    entries.put(key, value);
                }
            }
        }
        return entries;
    }
}
