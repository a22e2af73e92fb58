package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs one continuation, with what was bound to the thread that attached it. */
public final class CapturedExecutor implements Executor {

    private final Executor executor;
    private final Captured captured;
    private final @Nullable Context context;

    CapturedExecutor(Executor executor, Captured captured, @Nullable Context context) {
        this.executor = executor;
        this.captured = captured;
        this.context = context;
    }

    @Override
    public void execute(Runnable continuation) {
        executor.execute(() -> run(captured, context, continuation));
    }

    /**
     * Runs the work with what was captured. If that cannot be restored the work still runs, since others wait for it, but nothing of it may
     * be committed.
     */
    public static void run(Captured captured, @Nullable Context context, Runnable work) {
        Throwable problem = captured.run(work);
        if (problem == null) {
            return;
        }
        logger().log(System.Logger.Level.ERROR, "What was captured for a block could not be restored", problem);
        if (context != null) {
            context.runsWithoutCaptured(problem);
        }
        work.run();
    }

    private static System.Logger logger() {
        return System.getLogger(CapturedExecutor.class.getName());
    }
}
