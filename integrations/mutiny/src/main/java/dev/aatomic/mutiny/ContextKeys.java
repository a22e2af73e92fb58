package dev.aatomic.mutiny;

import io.smallrye.mutiny.Context;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads Mutiny's context in each of its versions. Keys are objects since 3.2, and the methods that take a String are to be removed; before, as
 * in Quarkus 3.33, these are the only ones.
 */
final class ContextKeys {

    private static final boolean ARE_OBJECTS = Arrays.stream(Context.class.getMethods())
            .anyMatch(method ->
                    method.getName().equals("getOrElse") && method.getParameterTypes()[0].equals(Object.class));

    private ContextKeys() {}

    /** The value under this key; null if there is none. */
    @SuppressWarnings("removal")
    static @Nullable Object value(Context context, Object key) {
        return ARE_OBJECTS ? context.getOrElse(key, () -> null) : context.getOrElse((String) key, () -> null);
    }
}
