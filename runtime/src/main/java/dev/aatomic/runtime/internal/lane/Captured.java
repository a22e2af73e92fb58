package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.spi.ContextCapture;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What was bound to a thread for {@link ContextCapture}, so that something runs with it later; one thing at a time. */
public final class Captured {

    private final Runnable restored;

    /** What runs with it, while it does. Handed from thread to thread with what it is for. */
    private @Nullable Action action;

    /** Something that runs in the same scope with it as it would without. */
    private static final class Action {

        private final Runnable work;
        private final ThreadState thread = ThreadState.current();
        private final @Nullable Context context = thread.context;
        private boolean started;

        Action(Runnable work) {
            this.work = work;
        }

        public void run() {
            started = true;
            // What was captured may include the scope that was current then.
            Context other = thread.context;
            thread.context = context;
            try {
                work.run();
            } finally {
                thread.context = other;
            }
        }
    }

    Captured(ContextCapture capture) {
        restored = Objects.requireNonNull(capture.capture(this::act), "ContextCapture.capture returned null");
    }

    private void act() {
        Action current = action;
        if (current != null && !current.started) {
            current.run();
        }
    }

    /**
     * Runs something with it.
     *
     * @return why it was not run; null if it was
     */
    @Nullable
    public Throwable run(Runnable work) {
        Action current = new Action(work);
        action = current;
        Throwable failure = null;
        try {
            restored.run();
        } catch (Throwable t) {
            failure = t;
        } finally {
            action = null;
            current.thread.context = current.context;
        }
        if (current.started) {
            if (failure != null) {
                logger().log(
                                System.Logger.Level.ERROR,
                                "What was captured for a block could not be taken back",
                                failure);
            }
            return null;
        }
        return failure != null
                ? failure
                : new IllegalStateException(
                        "The task that ContextCapture.capture returned did not run the task that it was given");
    }

    /** Calls something with it. */
    public <T extends @Nullable Object> T call(Callable<T> function) throws Exception {
        Result<T> result = new Result<>(function);
        Throwable problem = run(result);
        if (problem == null) {
            problem = result.failure;
        }
        if (problem != null) {
            throw Failures.<RuntimeException>rethrow(problem);
        }
        return result.value;
    }

    private static final class Result<T extends @Nullable Object> implements Runnable {

        private final Callable<T> function;
        private @Nullable T value;
        private @Nullable Throwable failure;

        Result(Callable<T> function) {
            this.function = function;
        }

        @Override
        public void run() {
            try {
                value = function.call();
            } catch (Throwable t) {
                failure = t;
            }
        }
    }

    private static System.Logger logger() {
        return System.getLogger(Captured.class.getName());
    }
}
