package dev.aatomic.runtime.truth;

/**
 * What the caller does to a block's future while the block runs.
 *
 * @param kind what
 * @param after the number of spins before; of milliseconds for {@link Kind#OR_TIMEOUT}
 */
record Interference(Kind kind, int after) {

    static final Interference NONE = new Interference(Kind.NONE, 0);

    /** What the caller does. */
    enum Kind {
        NONE,
        CANCEL,
        CANCEL_TWICE,
        COMPLETE_EXCEPTIONALLY,
        /** With a value, which is refused. */
        COMPLETE,
        /** Exceptionally with null, which is refused. */
        COMPLETE_WITHOUT_CAUSE,
        OR_TIMEOUT;

        /** Whether it may end the block. */
        boolean stops() {
            return this != NONE && this != COMPLETE && this != COMPLETE_WITHOUT_CAUSE;
        }
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    @Override
    public String toString() {
        return kind + " after " + after;
    }
}
