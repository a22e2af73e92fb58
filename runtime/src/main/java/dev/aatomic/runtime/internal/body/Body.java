package dev.aatomic.runtime.internal.body;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionManagementException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The user's function of a block. A body that returns a stage, for which the block's end waits, is the function itself, so that it costs
 * nothing. A body whose result is the block's value is marked as {@link Blocking}.
 */
public final class Body {

    private Body() {}

    /** Marks a body whose result is the block's value. */
    private sealed interface Blocking permits Value, Work {

        /** What the user wrote. */
        Object written();
    }

    private record Value(CheckedSupplier<?, ?> written)
            implements CheckedSupplier<@Nullable Object, Throwable>, Blocking {
        @Override
        public @Nullable Object get() throws Throwable {
            return written.get();
        }
    }

    /** Without a value. */
    private record Work(CheckedRunnable<?> written) implements CheckedSupplier<@Nullable Object, Throwable>, Blocking {
        @Override
        public @Nullable Object get() throws Throwable {
            written.run();
            return null;
        }
    }

    /** A body that no user wrote: it stands for what somebody does between an entry and an exit. */
    public interface Foreign {

        /** Where it comes from, for messages. */
        public String origin();

        /** Whether what is done in the block is bound to the thread that opened it. */
        public default boolean isBoundToThread() {
            return false;
        }
    }

    /** Whether the block is open until somebody ends it, so that its user's code runs elsewhere. */
    public static boolean isForeign(CheckedSupplier<?, ?> body) {
        return uncaptured(body) instanceof Foreign;
    }

    /** Whether what is done in the block is bound to the thread that opened it. */
    public static boolean isBoundToThread(CheckedSupplier<?, ?> body) {
        return body instanceof Foreign foreign && foreign.isBoundToThread();
    }

    public static CheckedSupplier<?, ?> of(CheckedSupplier<?, ?> function) {
        return new Value(Objects.requireNonNull(function, "body"));
    }

    public static CheckedSupplier<?, ?> of(CheckedRunnable<?> work) {
        return new Work(Objects.requireNonNull(work, "body"));
    }

    public static CheckedSupplier<?, ?> ofStage(CheckedSupplier<?, ?> function) {
        return Objects.requireNonNull(function, "body");
    }

    /** Whether the body returns a stage, for which the block's end waits. */
    public static boolean isStage(CheckedSupplier<?, ?> body) {
        return !(uncaptured(body) instanceof Blocking);
    }

    private static CheckedSupplier<?, ?> uncaptured(CheckedSupplier<?, ?> body) {
        return body instanceof CapturedBody captured ? captured.body() : body;
    }

    /** Where the body was written, as far as that can be told without a look at the stack for each block: its class. */
    public static String origin(CheckedSupplier<?, ?> given) {
        CheckedSupplier<?, ?> body = uncaptured(given);
        if (body instanceof Foreign foreign) {
            return foreign.origin();
        }
        Object written = body instanceof Blocking wrapped ? wrapped.written() : body;
        String type = written.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return "in " + (lambda < 0 ? type : type.substring(0, lambda));
    }

    /** Refuses a value that is not there yet: the block of a blocking body ends now. */
    public static @Nullable TransactionManagementException checkValue(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String kind = value instanceof CompletionStage
                ? "CompletionStage"
                : value instanceof Future ? "Future" : isPublisher(value.getClass()) ? "Publisher" : null;
        if (kind == null) {
            return null;
        }
        return new TransactionManagementException(
                "A blocking body returned a '" + value.getClass().getName() + "', a " + kind
                        + " whose work may go on after the block has ended, so the block was rolled back. "
                        + (kind.equals("CompletionStage")
                                ? "Use getStageAsync, or declare the method to return CompletionStage"
                                : "Wait for its value in the body, or turn it into a CompletionStage and use"
                                        + " getStageAsync"),
                null);
    }

    /** Reactive Streams' own interface is known by name, since it need not be there. */
    private static boolean isPublisher(Class<?> type) {
        if (Flow.Publisher.class.isAssignableFrom(type)) {
            return true;
        }
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            for (Class<?> implemented : current.getInterfaces()) {
                if (isReactiveStreams(implemented)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isReactiveStreams(Class<?> type) {
        if (type.getName().equals("org.reactivestreams.Publisher")) {
            return true;
        }
        for (Class<?> extended : type.getInterfaces()) {
            if (isReactiveStreams(extended)) {
                return true;
            }
        }
        return false;
    }
}
