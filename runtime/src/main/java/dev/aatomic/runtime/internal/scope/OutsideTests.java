package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import org.jspecify.annotations.Nullable;

/** Current where something belongs to no test, although one may be open: what is done there commits. */
public final class OutsideTests implements Context {

    static final OutsideTests INSTANCE = new OutsideTests();

    private OutsideTests() {}

    /** Calls a function there. */
    public static <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = INSTANCE;
        try {
            return InheritedContext.call(thread, function);
        } finally {
            thread.context = previous;
        }
    }

    @Override
    public @Nullable Context opener() {
        return null;
    }

    /** On the completing thread, as where nothing is current. */
    @Override
    public void execute(Runnable continuation) {
        ThreadState thread = ThreadState.current();
        if (thread.isDeep()) {
            executeLater(continuation);
        } else {
            thread.runNested(() -> runHere(continuation));
        }
    }

    /** On a thread of its own: it belongs to no engine whose threads it could have. */
    @Override
    public void executeLater(Runnable continuation) {
        Thread thread = new Thread(() -> runHere(continuation), "aatomic-outside-tests");
        thread.setDaemon(true);
        thread.start();
    }
}
