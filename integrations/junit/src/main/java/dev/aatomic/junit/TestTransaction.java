package dev.aatomic.junit;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a test that is rolled back; a parameter of its methods. On the first database, unless {@link #database} says another. Safe
 * for use by many threads.
 */
public interface TestTransaction {

    /**
     * The transactions that are tested.
     *
     * @return the transactions
     */
    Transactions transactions();

    /**
     * The same on another database.
     *
     * @param name the name given to the builder
     * @return on that database
     * @throws IllegalArgumentException if no database has that name
     */
    TestTransaction database(String name);

    /**
     * Calls a function with the test current on the calling thread, on which it is not if the test has made the thread itself.
     *
     * @param function the function
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     */
    <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X;

    /**
     * Runs some code, and returns the hooks that it registered to run after a commit and that are pending at its end. Runs none of them.
     *
     * @param body the code, outside any block
     * @param <X> what it throws
     * @return in the order in which they were registered
     * @throws X what the code threw
     */
    <X extends Throwable> List<PendingHook> captureHooks(CheckedRunnable<X> body) throws X;

    /**
     * Runs some code, then the hooks that it registered and that are pending at its end, as if its blocks had committed; then those that
     * these register, until there are no more. They run even if the code fails.
     *
     * @param body the code, outside any block
     * @param <X> what it throws
     * @return those that the code registered itself and those that hooks registered, in that order
     * @throws X what the code threw; the failure of a hook is then suppressed in it
     * @throws dev.aatomic.runtime.AfterCommitException if an ordinary hook fails; the failure of one that is robust is logged
     */
    <X extends Throwable> List<PendingHook> captureAndRunHooks(CheckedRunnable<X> body) throws X;

    /**
     * The hooks that are pending since the test began.
     *
     * @return in the order in which they were registered
     */
    List<PendingHook> pendingHooks();

    /**
     * Does work on the test's connection outside any block, and waits for it. Each statement is undone alone if it fails.
     *
     * @param work the work
     * @param <T> what it returns
     * @return what the work returned
     * @throws Exception what the work threw
     */
    <T extends @Nullable Object> T execute(ConnectionFunction<T> work) throws Exception;
}
