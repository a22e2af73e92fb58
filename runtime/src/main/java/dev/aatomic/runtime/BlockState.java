package dev.aatomic.runtime;

/** What a block, or a step outside any block, was doing when {@link Transactions#blocks()} looked at it. */
public enum BlockState {

    /** Waits in the queue for a connection of its database. It holds none. */
    WAITING_FOR_CONNECTION("waits for a connection"),

    /** A nested block that waits for its turn on the connection of the block around it: another one is open there, or work is ahead of it. */
    WAITING_FOR_TURN("waits for its turn"),

    /** Has its connection, or the right to one, and something to do, which no thread has begun: the executor is late. */
    WAITING_FOR_THREAD("waits for a thread"),

    /** Has the right to a connection, and waits in {@code getConnection} of the pool. */
    CONNECTING("waits in getConnection of the pool"),

    /** A statement is in flight, or rows are fetched. */
    IN_DATABASE("in the database"),

    /**
     * Its turn on the connection is taken and no statement is in flight: the code of a step runs, or a call on the connection that executes
     * no statement of the user's, as {@code prepareStatement} or a question to the metadata.
     */
    IN_STEP("in a step"),

    /** Its body runs on a thread, or code that goes on after a stage of it. The connection is held, and nothing happens on it. */
    IN_BODY("in its body"),

    /** Holds its connection while nothing of it runs and nothing is in flight: its body waits for a stage of other things. */
    IDLE("idle"),

    /** A nested block is open in it, and has the connection. */
    AROUND_NESTED("around a nested block"),

    /** Its body is done: it waits for what it accepted before, or COMMIT or ROLLBACK is on its way, or the connection goes back. */
    ENDING("ending"),

    /** Has ended and given its connection back; its hooks run, or are about to. */
    IN_HOOKS("in its hooks"),

    /** Was given up, since the driver did not come back: its connection is being closed under the thread that is stuck in it. */
    ABANDONED("abandoned"),

    /** A block that is retried, between two attempts: it holds nothing. */
    BETWEEN_ATTEMPTS("between two attempts");

    private final String text;

    BlockState(String text) {
        this.text = text;
    }

    /**
     * The state in words, as a dump shows it.
     *
     * @return a few words in lower case
     */
    public String text() {
        return text;
    }
}
