package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the hooks of transactions that have ended. Thread-safe. */
public interface HookRunner {

    /** The hooks to run now; {@code close} waits for them. */
    List<RegisteredHooks.Hook> take(BlockScope block, Outcome outcome);

    /**
     * Runs hooks of a test as if its blocks had committed: what they register waits in the test.
     *
     * @param whenDone told once what a failed hook is to be told as; null if none failed
     */
    void runInTest(BlockScope test, List<RegisteredHooks.Hook> hooks, Consumer<@Nullable Throwable> whenDone);

    /**
     * Runs hooks, if there are any.
     *
     * @param verdict what the block ended with, before its hooks
     * @param whenDone told once what the caller gets in place of the value; null for the value
     */
    void run(
            BlockScope block,
            List<RegisteredHooks.Hook> hooks,
            EndVerdict verdict,
            Consumer<@Nullable Throwable> whenDone);
}
