package dev.aatomic.runtime.internal.common;

/** Points in time in terms of {@code System.nanoTime}, where 0 stands for never. */
public final class Deadline {

    private Deadline() {}

    /** Now and some nanoseconds; 0 for never. */
    public static long after(long nanos) {
        if (nanos == 0L) {
            return 0L;
        }
        long at = System.nanoTime() + nanos;
        return at == 0L ? 1L : at;
    }

    public static boolean hasPassed(long deadline) {
        return deadline != 0L && System.nanoTime() - deadline >= 0L;
    }

    /** The earlier of two. */
    public static long earlier(long one, long other) {
        if (one == 0L || other == 0L) {
            return one == 0L ? other : one;
        }
        return one - other <= 0L ? one : other;
    }
}
