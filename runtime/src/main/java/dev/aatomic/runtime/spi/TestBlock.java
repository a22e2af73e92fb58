package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.CheckedSupplier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open block of a test. What is opened directly in it is decided as if nothing were around, and becomes a nested block with a savepoint:
 * durable and outermost blocks and retries work as they do elsewhere. Statements outside any block run on its connection too, each undone by
 * itself if it fails. It rolls back at its end. Safe for use by many threads.
 */
public interface TestBlock {

    /**
     * A hook that waits for the commit, which a test does not have.
     *
     * @param kind the method that registered it, for example {@code onCommit}
     * @param description what it is, for messages
     * @param hook the object that was registered
     */
    record PendingHook(String kind, String description, Object hook) {}

    /** The hooks that are registered from one moment on. */
    interface HookCapture {

        /**
         * Those that are still pending: hooks of work that was undone since are not.
         *
         * @return in the order in which they were registered
         */
        List<PendingHook> hooks();

        /**
         * Runs them in order as if their blocks had committed, then those that they have registered, until there are no more; each once
         * for this object. They stay pending. Waits for asynchronous ones. What they do to the database belongs to the test.
         *
         * @throws dev.aatomic.runtime.AfterCommitException if an ordinary hook fails; the failure of one that is robust is logged
         */
        void run();
    }

    /**
     * How a test's block has ended.
     *
     * @param unfinished what was still open or under way, and was cancelled: the names of blocks
     * @param problem what a COMMIT would have failed with, as a deferred constraint, or what had ended the block before; null for none
     */
    record End(List<String> unfinished, @Nullable Throwable problem) {}

    /**
     * What the test is called.
     *
     * @return its name
     */
    String name();

    /**
     * The database.
     *
     * @return the name given to the builder
     */
    String database();

    /**
     * Calls a function with this block current on the calling thread. Where it is current already, or a block in it, nothing changes.
     *
     * @param body the function
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     */
    <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> body) throws X;

    /**
     * The hooks that are pending now.
     *
     * @return in the order in which they were registered
     */
    List<PendingHook> hooks();

    /**
     * Begins to capture hooks.
     *
     * @return those that are registered from now on
     */
    HookCapture captureHooks();

    /**
     * Cancels what is open in it, checks deferred constraints where the database can, and rolls back. A driver that does not come back is
     * given up. Called again it does nothing more.
     *
     * @return what was unfinished, and what a COMMIT would have failed with
     */
    End end();
}
