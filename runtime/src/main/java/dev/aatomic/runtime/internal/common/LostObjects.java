package dev.aatomic.runtime.internal.common;

import java.lang.ref.Cleaner;

/** Tells of objects that their holders have lost. Its thread starts with the first of them, and depends on nothing of the user's. */
public final class LostObjects {

    private static final Cleaner CLEANER = Cleaner.create();

    private LostObjects() {}

    /**
     * Runs the action once nobody can reach the object any more, or when the result is cleaned. The action must not refer to the object.
     */
    public static Cleaner.Cleanable onLoss(Object held, Runnable action) {
        return CLEANER.register(held, action);
    }
}
