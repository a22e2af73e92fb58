package dev.aatomic.runtime.internal.body;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.Captured;
import org.jspecify.annotations.Nullable;

/** The body of a block, with what was bound to the thread that opened it; that is restored before the block takes its connection. */
public final class CapturedBody implements CheckedSupplier<@Nullable Object, Throwable> {

    private final CheckedSupplier<?, ?> body;
    private final Captured captured;

    /** Why the body cannot run with it. */
    private @Nullable Throwable problem;

    public CapturedBody(CheckedSupplier<?, ?> body, Captured captured) {
        this.body = body;
        this.captured = captured;
    }

    CheckedSupplier<?, ?> body() {
        return body;
    }

    /** Runs the code that calls the body, with what was captured. If that cannot be restored the body is not called, and fails. */
    public void run(Runnable start) {
        problem = null;
        problem = captured.run(start);
        if (problem != null) {
            start.run();
        }
    }

    /**
     * Runs something of the block's with what was captured, beside the body.
     *
     * @return why it was not run; null if it was
     */
    public @Nullable Throwable runBeside(Runnable work) {
        return captured.run(work);
    }

    @Override
    public @Nullable Object get() throws Throwable {
        if (problem != null) {
            throw problem;
        }
        return body.get();
    }
}
