package dev.aatomic.runtime.internal.common;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs failures of which there may be thousands of one kind: the first of a kind with all that is known of it; of the later ones only their
 * number, each time it has another digit. Safe for use by many threads.
 */
public final class RepeatedLog {

    /** How many kinds are told apart: all that come after are counted as one. */
    private static final int MOST_KINDS = 1_000;

    private static final String OTHERS = "others";

    private final Class<?> of;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    /**
     * A log with nothing in it.
     *
     * @param of whose name its logger has
     */
    public RepeatedLog(Class<?> of) {
        this.of = of;
    }

    /** Logs a failure, as an error. Messages that are the same are of one kind. */
    public void log(String message, Throwable failure) {
        String kind = message + failure.getClass().getName();
        String counted = counts.size() < MOST_KINDS || counts.containsKey(kind) ? kind : OTHERS;
        long count = counts.computeIfAbsent(counted, first -> new AtomicLong()).incrementAndGet();
        // Asked for only now: the first logger of a process takes as long as many blocks.
        System.Logger logger = System.getLogger(of.getName());
        if (count == 1) {
            logger.log(System.Logger.Level.ERROR, message, failure);
        } else if (isPowerOfTen(count)) {
            logger.log(System.Logger.Level.ERROR, message + ", for the " + count + "th time");
        }
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }
}
