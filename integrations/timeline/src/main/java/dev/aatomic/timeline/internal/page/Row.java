package dev.aatomic.timeline.internal.page;

/**
 * A row of the picture.
 *
 * @param pool which pool it belongs to
 * @param number the number of the connection, or which one of several rows of its kind it is
 */
record Row(int pool, Kind kind, int number) {

    /** What is in a row. */
    enum Kind {
        /** What a connection is held for. */
        CONNECTION,

        /** Blocks of which the recording does not say which connection they held; those in a row did not overlap. */
        SOME_CONNECTION,

        /** Blocks on a connection that is none of the pool's. */
        OTHER_CONNECTION,

        /** Blocks that wait. */
        WAITING,

        /** Hooks that ran after the connection was returned. */
        HOOKS
    }
}
