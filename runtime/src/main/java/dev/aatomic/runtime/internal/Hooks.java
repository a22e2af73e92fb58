package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.AfterCommitException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hooks of a transaction that has ended and given its connection back, one after another. It holds no thread while it waits
 * for an asynchronous one.
 */
final class Hooks {

    private static final System.Logger LOGGER = System.getLogger(Hooks.class.getName());

    private final List<RegisteredHooks.Hook> hooks;
    private final AutocommitContext context;
    private final String place;
    private final @Nullable Object result;

    /** Which is next. Handed from thread to thread with the stage that was waited for. */
    private int index;

    /** What the first ordinary hook that failed makes of the block. */
    private @Nullable AfterCommitException problem;

    Hooks(List<RegisteredHooks.Hook> hooks, AutocommitContext context, String place, @Nullable Object result) {
        this.hooks = hooks;
        this.context = context;
        this.place = place;
        this.result = result;
    }

    /** Runs them, then tells what the block fails with if an ordinary one failed, else null. */
    void run(Consumer<@Nullable Throwable> whenDone) {
        while (index < hooks.size()) {
            HookAction hook = hooks.get(index++).action();
            if (problem != null && !hook.isForRollback()) {
                continue;
            }
            try {
                CompletionStage<?> stage = call(hook);
                if (stage != null) {
                    Pause pause = new Pause(hook, whenDone);
                    stage.whenComplete(pause::over);
                    if (pause.begins()) {
                        return;
                    }
                    pause.end();
                }
            } catch (Throwable t) {
                failed(hook, t);
            }
        }
        whenDone.accept(problem);
    }

    /** The wait for the stage of a hook; none if it is complete already, so that hooks do not pile up on the stack. */
    private final class Pause {

        private final HookAction hook;
        private final Consumer<@Nullable Throwable> whenDone;

        /** Who comes second, the stage's end or the loop that would wait for it, goes on. */
        private final AtomicBoolean first = new AtomicBoolean();

        private volatile @Nullable Throwable thrown;

        Pause(HookAction hook, Consumer<@Nullable Throwable> whenDone) {
            this.hook = hook;
            this.whenDone = whenDone;
        }

        void over(@Nullable Object value, @Nullable Throwable failure) {
            thrown = failure;
            if (!first.compareAndSet(false, true)) {
                context.execute(() -> {
                    end();
                    run(whenDone);
                });
            }
        }

        boolean begins() {
            return first.compareAndSet(false, true);
        }

        void end() {
            Throwable failure = thrown;
            if (failure != null) {
                failed(hook, Failures.unwrap(failure));
            }
        }
    }

    private @Nullable CompletionStage<?> call(HookAction hook) throws Throwable {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = context;
        thread.enterHook();
        try {
            return hook.call();
        } finally {
            thread.leaveHook();
            thread.context = previous;
        }
    }

    private void failed(HookAction hook, Throwable failure) {
        if (hook.toleratesFailure(failure)) {
            logTolerated(hook.registered(), place, failure);
            return;
        }
        List<Object> dropped = hooks.subList(index, hooks.size()).stream()
                .filter(later -> !later.action().isForRollback())
                .map(later -> later.action().registered())
                .toList();
        problem = new AfterCommitException(
                "Block " + place + " committed, then its hook " + Failures.describe(hook.registered()) + " failed: "
                        + Failures.describe(failure) + ". " + dropped.size()
                        + " later hooks were dropped. Do not run the block again; register a hook that may fail with"
                        + " onCommitRobust",
                failure,
                dropped,
                result);
    }

    static void logTolerated(Object hook, String place, Throwable failure) {
        LOGGER.log(
                System.Logger.Level.ERROR,
                "Hook " + Failures.describe(hook) + " of block " + place + " failed after the end of its transaction",
                failure);
    }
}
