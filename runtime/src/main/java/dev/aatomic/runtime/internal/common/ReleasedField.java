package dev.aatomic.runtime.internal.common;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Volatile fields that are written several times in the life of each block, and whose writer need not wait until all threads see it: a
 * release write costs some nanoseconds less than a volatile one.
 */
public final class ReleasedField {

    private ReleasedField() {}

    /** A field of the class whose lookup this is. */
    public static VarHandle of(MethodHandles.Lookup lookup, String name, Class<?> type) {
        return of(lookup, lookup.lookupClass(), name, type);
    }

    /** A field of another class. */
    public static VarHandle of(MethodHandles.Lookup lookup, Class<?> owner, String name, Class<?> type) {
        try {
            return lookup.findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
