package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.AfterCommitException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the hooks of a transaction that has committed and given its connection back. */
final class Hooks {

    private static final System.Logger LOGGER = System.getLogger(Hooks.class.getName());

    private Hooks() {}

    /** Runs them in order. Returns what the block fails with if an ordinary one failed, else null. */
    static @Nullable Throwable run(
            List<TransactionState.Hook> hooks, Context context, String place, @Nullable Object result) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = context;
        thread.enterHook();
        try {
            for (int i = 0; i < hooks.size(); i++) {
                TransactionState.Hook hook = hooks.get(i);
                try {
                    hook.action().run();
                } catch (Throwable t) {
                    if (hook.robust() && t instanceof Exception) {
                        logRobust(hook.action(), place, t);
                        continue;
                    }
                    List<?> dropped = hooks.subList(i + 1, hooks.size()).stream()
                            .map(TransactionState.Hook::action)
                            .toList();
                    return new AfterCommitException(
                            "Block " + place + " committed, then its hook " + Failures.describe(hook.action())
                                    + " failed: "
                                    + Failures.describe(t) + ". "
                                    + dropped.size()
                                    + " later hooks were dropped. Do not run the block again; register a hook that"
                                    + " may fail with onCommitRobust",
                            t,
                            dropped,
                            result);
                }
            }
            return null;
        } finally {
            thread.leaveHook();
            thread.context = previous;
        }
    }

    static void logRobust(Object hook, String place, Throwable failure) {
        LOGGER.log(
                System.Logger.Level.ERROR,
                "Robust hook " + Failures.describe(hook) + " of block " + place + " failed after the commit",
                failure);
    }
}
