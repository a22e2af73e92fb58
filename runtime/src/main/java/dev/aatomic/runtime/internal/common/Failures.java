package dev.aatomic.runtime.internal.common;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What failures are, under the wrappers that futures put around them. */
public final class Failures {

    private static final int LONGEST_NAME = 200;

    private static final Set<String> WAITING = Set.of("join", "get", "getNow");

    private Failures() {}

    /** The failure itself, where a future wrapped it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        while (isWrapper(current) && current.getCause() != null) {
            current = current.getCause();
        }
        return current;
    }

    /** Whether a condition holds for a failure or one of its causes, of which there may be a circle. */
    public static boolean anyCause(Throwable failure, Predicate<? super Throwable> condition) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable current = failure; current != null && seen.add(current); current = current.getCause()) {
            if (condition.test(current)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                || (failure instanceof CancellationException cancelled && isOfWaiting(cancelled));
    }

    /**
     * From JDK 23 on a thread that waits for a cancelled future gets another exception than a callback does, with that one as its cause.
     */
    private static boolean isOfWaiting(CancellationException cancelled) {
        return cancelled.getCause() instanceof CancellationException
                && cancelled.getMessage() != null
                && WAITING.contains(cancelled.getMessage());
    }

    /**
     * Makes the exception of a block that is cancelled because the body of the block around it failed; another each time, since each block
     * has its own caller.
     */
    public static CancellationException cancelledWithParent(String place, Throwable reason) {
        CancellationException cancelled = new CancellationException(
                "Block " + place + " was cancelled because the body of the block around it failed");
        cancelled.initCause(reason);
        return cancelled;
    }

    /**
     * Describes an object of the user's, or a driver's failure, for a message: its class, and the SQLState. Its own text may hold values,
     * of a row or a patient, and be of any length; it stands in the cause.
     */
    public static String describe(@Nullable Object thing) {
        if (thing == null) {
            return "null";
        }
        String type = thing.getClass().getName();
        // A lambda's class has a number that no two runs share.
        int lambda = type.indexOf("$$Lambda");
        String name = lambda < 0 ? type : "a lambda of " + type.substring(0, lambda);
        return thing instanceof SQLException failure && failure.getSQLState() != null
                ? name + " with SQLState " + bounded(failure.getSQLState())
                : name;
    }

    /** A name of the user's as a message shows it: on one line, and of a length that a line has room for. */
    public static String bounded(String name) {
        if (name.length() <= LONGEST_NAME && isPrintable(name)) {
            return name;
        }
        StringBuilder shown = new StringBuilder(LONGEST_NAME + 1);
        name.codePoints().limit(LONGEST_NAME).forEach(each -> {
            if (isUnprintable(each)) {
                shown.append(String.format("\\u%04x", each));
            } else {
                shown.appendCodePoint(each);
            }
        });
        return name.codePointCount(0, name.length()) > LONGEST_NAME ? shown + "…" : shown.toString();
    }

    /** Looks at each character by its number, which nearly always says enough. */
    private static boolean isPrintable(String name) {
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            if (each < ' ' || each > '~') {
                return name.codePoints().noneMatch(Failures::isUnprintable);
            }
        }
        return true;
    }

    /** Line separators, control characters and those that change the direction of text. */
    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** The failure of a future that has failed. */
    public static Throwable of(CompletableFuture<?> failed) {
        try {
            failed.join();
            throw new IllegalArgumentException("The future did not fail");
        } catch (CompletionException | CancellationException e) {
            return unwrap(e);
        }
    }

    /** Adds what failed afterwards to what failed first. */
    public static void suppress(Throwable failure, @Nullable Throwable later) {
        if (later != null && later != failure) {
            failure.addSuppressed(later);
        }
    }

    /** Makes what failed first the cause of what came of it, at the end of the causes that this has; where that is closed, suppresses it. */
    public static void explain(Throwable failure, Throwable first) {
        if (anyCause(failure, cause -> cause == first) || anyCause(first, cause -> cause == failure)) {
            return;
        }
        try {
            lastCause(failure).initCause(first);
        } catch (IllegalStateException closed) {
            suppress(failure, first);
        }
    }

    private static Throwable lastCause(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        anyCause(failure, cause -> !causes.add(cause));
        return causes.get(causes.size() - 1);
    }

    /** Throws a failure as it is, checked or not. */
    @SuppressWarnings("unchecked")
    public static <X extends Throwable> RuntimeException rethrow(Throwable failure) throws X {
        throw (X) failure;
    }
}
