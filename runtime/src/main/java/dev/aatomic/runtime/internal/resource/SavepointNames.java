package dev.aatomic.runtime.internal.resource;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The names of savepoints as the database knows them. They begin with characters that only this process knows, so that no name of a user,
 * or of another process behind a pooler, is one of them by chance or by guess.
 */
public final class SavepointNames {

    /** A few characters: a name is sent with each savepoint. */
    private static final int RANDOM_BITS = 40;

    private static final int DIGITS_AND_LETTERS = 36;

    private static final String PREFIX = "aatomic_"
            + Long.toString(new SecureRandom().nextLong() >>> (Long.SIZE - RANDOM_BITS), DIGITS_AND_LETTERS) + "_";

    private static final AtomicLong ENCLOSING = new AtomicLong();

    /** Set only to see whether the transaction is alive. */
    public static final String PROBE = PREFIX + "c";

    private SavepointNames() {}

    /** For the savepoint with this number in its transaction. */
    public static String of(int sequence) {
        return PREFIX + sequence;
    }

    /** For a block in another library's transaction, where there may be more of ours, each with numbers of its own. */
    public static String ofEnclosing() {
        return PREFIX + "l" + ENCLOSING.incrementAndGet();
    }
}
