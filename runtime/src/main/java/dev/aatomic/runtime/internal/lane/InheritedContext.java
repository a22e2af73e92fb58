package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The context that the forks of a {@code StructuredTaskScope} inherit: what the user's code runs in is the value of a {@code ScopedValue}
 * while it does. On a JDK that has these, 25 and later, and only where there may be forks; elsewhere nothing is inherited, and nothing is
 * done.
 *
 * <p>The value is read once, as a new thread's first context, and never on the thread that bound it: that one may run code of other blocks
 * meanwhile, on top of what bound the value.
 */
public final class InheritedContext {

    private static final String PROPERTY = "aatomic.structuredConcurrency";

    /** The first release in which a {@code ScopedValue} is no preview. */
    private static final int SCOPED_VALUES_SINCE = 25;

    /**
     * Whether contexts are inherited: by default where preview features are enabled, since a {@code StructuredTaskScope} is one of them, and
     * else nobody could have forks. Asked where it is too costly to make what {@link #call} is given.
     */
    public static final boolean IS_THERE = Runtime.version().feature() >= SCOPED_VALUES_SINCE
            && (System.getProperty(PROPERTY) == null ? PreviewFeatures.areEnabled() : Boolean.getBoolean(PROPERTY));

    private static final @Nullable MethodHandle IS_BOUND;
    private static final @Nullable MethodHandle GET;
    private static final @Nullable MethodHandle RUN_WHERE;

    static {
        MethodHandle isBound = null;
        MethodHandle get = null;
        MethodHandle runWhere = null;
        if (IS_THERE) {
            try {
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Class<?> type = Class.forName("java.lang.ScopedValue");
                Class<?> carrier = Class.forName("java.lang.ScopedValue$Carrier");
                Object value = lookup.findStatic(type, "newInstance", MethodType.methodType(type))
                        .invoke();
                isBound = lookup.findVirtual(type, "isBound", MethodType.methodType(boolean.class))
                        .bindTo(value);
                get = lookup.findVirtual(type, "get", MethodType.methodType(Object.class))
                        .bindTo(value);
                MethodHandle where = lookup.findStatic(
                                type, "where", MethodType.methodType(carrier, type, Object.class))
                        .bindTo(value);
                MethodHandle run =
                        lookup.findVirtual(carrier, "run", MethodType.methodType(void.class, Runnable.class));
                runWhere = MethodHandles.filterArguments(run, 0, where);
            } catch (Throwable t) {
                throw new ExceptionInInitializerError(t);
            }
        }
        IS_BOUND = isBound;
        GET = get;
        RUN_WHERE = runWhere;
    }

    private InheritedContext() {}

    /** What is bound while code runs in a context. */
    static final class Binding {

        private final @Nullable Context context;
        private final Thread thread = Thread.currentThread();

        /** The block whose step the code is in, so that its lane cannot serve anybody before it returns. */
        private final @Nullable LaneScope step;

        /** What was bound before, on this thread or on the one that has started it, and waits for the code. */
        private final @Nullable Binding outer;

        /**
         * What was made current by two calls, between which nothing can be bound. Written by the thread that has bound this; read by forks,
         * which it has started since.
         */
        private volatile @Nullable Context current;

        Binding(@Nullable Context context, @Nullable LaneScope step, @Nullable Binding outer) {
            this.context = context;
            this.step = step;
            this.outer = outer;
            this.current = context;
        }

        /** Whether another context was made current than is bound, so that it is not known which of them a fork was meant for. */
        boolean isAmbiguous() {
            return current != context;
        }

        /** The context of a fork. */
        @Nullable
        Context context() {
            return context;
        }

        /** Whether a step that waits for the code holds the lane. */
        boolean isInStepOn(Lane lane) {
            for (Binding each = this; each != null; each = each.outer) {
                if (each.step != null && each.step.lane == lane) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Runs code with a binding, and keeps what becomes of it. */
    private static final class Bound implements Runnable {

        private final CheckedSupplier<?, ?> code;
        private @Nullable Object value;
        private @Nullable Throwable failure;

        Bound(CheckedSupplier<?, ?> code) {
            this.code = code;
        }

        @Override
        public void run() {
            try {
                value = code.get();
            } catch (Throwable t) {
                failure = t;
            }
        }
    }

    /** What the calling thread inherits; null if it is no fork of code in a context. */
    static @Nullable Binding inherited() {
        Binding bound = bound();
        return bound == null || bound.thread == Thread.currentThread() ? null : bound;
    }

    private static @Nullable Binding bound() {
        if (!IS_THERE) {
            return null;
        }
        try {
            MethodHandle isBound = Objects.requireNonNull(IS_BOUND);
            return (boolean) isBound.invokeExact()
                    ? (Binding) (Object) Objects.requireNonNull(GET).invokeExact()
                    : null;
        } catch (Throwable t) {
            throw Failures.<RuntimeException>rethrow(t);
        }
    }

    /** Whether code that is about to run in the context would have forks in another. */
    private static boolean differs(@Nullable Context context, ThreadState thread) {
        Binding bound = bound();
        if (bound == null) {
            return context != null;
        }
        return bound.thread != thread.thread
                || bound.isAmbiguous()
                || bound.context != context
                || bound.step != thread.step;
    }

    /** Another context was made current on this thread, until yet another is. */
    public static void changed(@Nullable Context current) {
        Binding bound = bound();
        if (bound != null && bound.thread == Thread.currentThread()) {
            bound.current = current;
        }
    }

    /**
     * Calls code of the user's that runs in the context which is current on this thread.
     *
     * @throws X what the code throws, or {@code StructureViolationException} if it has left a {@code StructuredTaskScope} open
     */
    @SuppressWarnings("unchecked")
    public static <T extends @Nullable Object, X extends Throwable> T call(
            ThreadState thread, CheckedSupplier<T, X> code) throws X {
        if (!IS_THERE || !differs(thread.context, thread)) {
            return code.get();
        }
        Bound bound = new Bound(code);
        try {
            Objects.requireNonNull(RUN_WHERE)
                    .invokeExact((Object) new Binding(thread.context, thread.step, bound()), (Runnable) bound);
        } catch (Throwable violation) {
            if (bound.failure != null) {
                bound.failure.addSuppressed(violation);
            } else {
                throw Failures.<X>rethrow(violation);
            }
        }
        if (bound.failure != null) {
            throw Failures.<X>rethrow(bound.failure);
        }
        return (T) bound.value;
    }

    /** The same for code that returns nothing. */
    public static void run(ThreadState thread, Runnable code) {
        if (!IS_THERE) {
            code.run();
            return;
        }
        InheritedContext.<@Nullable Object, RuntimeException>call(thread, () -> {
            code.run();
            return null;
        });
    }
}
