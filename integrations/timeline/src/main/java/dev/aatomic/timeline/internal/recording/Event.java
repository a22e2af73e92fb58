package dev.aatomic.timeline.internal.recording;

import org.jspecify.annotations.Nullable;

/** One of Aatomic's events in a recording. Times are in nanoseconds since 1970. */
public sealed interface Event {

    /** The id of a block whose event has none. */
    long NO_ID = -1;

    /** The id that work outside of any block has, as that of hooks. */
    long OUTSIDE = 0;

    /** The connection of an event that does not name one. */
    int NOT_RECORDED = -2;

    /** The connection of a block that held none of the pool's. */
    int NOT_OF_POOL = -1;

    /** Which process it was recorded in; blocks of two may have the same id. */
    String process();

    /** The id of the outermost block, unique in its process; each attempt of a retry has one of its own. */
    long block();

    long start();

    long end();

    /** The same at another time. */
    Event at(long start, long end);

    /**
     * An outermost block, from its opening to the return of its connection.
     *
     * @param outcome as it is recorded
     * @param delayNanos how long it took from its opening to its asking for a connection, if it asked with its first statement
     * @param waitNanos how long it took from then to its connection
     * @param holdNanos how long it held its connection; 0 if it got none
     */
    record Transaction(
            String process,
            long block,
            long start,
            long end,
            String database,
            String name,
            String outcome,
            int attempt,
            int connection,
            long delayNanos,
            long waitNanos,
            long holdNanos)
            implements Event {

        @Override
        public Event at(long start, long end) {
            return new Transaction(
                    process,
                    block,
                    start,
                    end,
                    database,
                    name,
                    outcome,
                    attempt,
                    connection,
                    delayNanos,
                    waitNanos,
                    holdNanos);
        }
    }

    /** A wait for a connection, from asking to having it or giving up. */
    record ConnectionWait(
            String process, long block, long start, long end, String database, String name, String outcome)
            implements Event {

        @Override
        public Event at(long start, long end) {
            return new ConnectionWait(process, block, start, end, database, name, outcome);
        }
    }

    /**
     * A turn at the driver.
     *
     * @param sql null unless the application asked for it to be recorded
     */
    record Step(
            String process,
            long block,
            long start,
            long end,
            String database,
            String operation,
            boolean failed,
            @Nullable String sql)
            implements Event {

        @Override
        public Event at(long start, long end) {
            return new Step(process, block, start, end, database, operation, failed, sql);
        }
    }

    /** The application's code of a block on a thread. */
    record Body(String process, long block, long start, long end, String name) implements Event {

        @Override
        public Event at(long start, long end) {
            return new Body(process, block, start, end, name);
        }
    }

    /**
     * A block within.
     *
     * @param depth 1 for one in the outermost block
     */
    record NestedBlock(
            String process, long block, long start, long end, String name, int depth, boolean savepoint, String outcome)
            implements Event {

        @Override
        public Event at(long start, long end) {
            return new NestedBlock(process, block, start, end, name, depth, savepoint, outcome);
        }
    }

    /**
     * A hook.
     *
     * @param hook its class, or its place in the code
     */
    record Hook(String process, long block, long start, long end, String name, String kind, String hook, boolean failed)
            implements Event {

        @Override
        public Event at(long start, long end) {
            return new Hook(process, block, start, end, name, kind, hook, failed);
        }
    }
}
