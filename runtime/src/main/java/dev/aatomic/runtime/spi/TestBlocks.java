package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.scope.OutsideTests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks for tests: all that happens in one is rolled back at its end, whichever threads the tested code uses. For whoever binds a test
 * framework; {@code aatomic-junit} is such a binding. Safe for use by many threads.
 */
public interface TestBlocks {

    /** What gives access to the engine, even where {@code Transactions} is a proxy of a container. */
    interface Source {

        /**
         * The blocks for tests.
         *
         * @return of the same transactions
         */
        TestBlocks testBlocks();
    }

    /**
     * The blocks for tests of some transactions.
     *
     * @param transactions built by this library, or a proxy of such
     * @return blocks for tests
     * @throws IllegalArgumentException if this library did not build them
     */
    static TestBlocks of(Transactions transactions) {
        Atomic atomic = transactions.atomic();
        if (atomic instanceof Source source) {
            return source.testBlocks();
        }
        throw new IllegalArgumentException("transactions: found one whose atomic() is a '"
                + (atomic == null ? "null" : atomic.getClass().getName())
                + "'; expected one that Transactions.builder() has built, and no mock");
    }

    /**
     * Calls a function as part of no test, for what a test framework runs between tests: without this it would join a test that happens to
     * be open on another thread. What it does commits, whichever transactions it uses.
     *
     * @param body the function
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     */
    static <T extends @Nullable Object, X extends Throwable> T outside(CheckedSupplier<T, X> body) throws X {
        return OutsideTests.call(body);
    }

    /**
     * The databases.
     *
     * @return their names, in the order in which the builder was given them
     */
    List<String> databases();

    /**
     * Opens a block for a test; waits for its connection, as long as the connection timeout allows. It is not current on the calling
     * thread: see {@link TestBlock#call}. Where a test's block of the same database is current, this one is nested in it.
     *
     * @param database the name given to the builder
     * @param name what to call the test in messages
     * @return the open block
     * @throws dev.aatomic.runtime.TransactionException if it cannot be opened, or may not be where it is: inside a block or inside another
     *     library's transaction
     */
    TestBlock open(String database, String name);

    /**
     * Opens a block for a test on the database, with the name and the isolation that were set; all else that was set does not count.
     *
     * @param atomic from {@code atomic()} of the same transactions
     * @return the open block
     * @throws dev.aatomic.runtime.TransactionException as {@link #open(String, String)}
     */
    TestBlock open(Atomic atomic);
}
