package dev.aatomic.runtime.internal;

/** Points in time in terms of {@code System.nanoTime}, where 0 stands for never. */
final class Deadline {

    private Deadline() {}

    /** Now and some nanoseconds; 0 for never. */
    static long after(long nanos) {
        if (nanos == 0L) {
            return 0L;
        }
        long at = System.nanoTime() + nanos;
        return at == 0L ? 1L : at;
    }

    static boolean hasPassed(long deadline) {
        return deadline != 0L && System.nanoTime() - deadline >= 0L;
    }

    /** The earlier of two. */
    static long earlier(long one, long other) {
        if (one == 0L || other == 0L) {
            return one == 0L ? other : one;
        }
        return one - other <= 0L ? one : other;
    }
}
