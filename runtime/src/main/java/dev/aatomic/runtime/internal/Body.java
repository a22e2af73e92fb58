package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionManagementException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The user's function of a block.
 *
 * @param function what to call
 * @param isStage whether it returns a stage, on which the block's end waits; else what it returns is the block's value
 */
record Body(CheckedSupplier<?, ?> function, boolean isStage) {

    /** A blocking body without a value. */
    private record Work(CheckedRunnable<?> work) implements CheckedSupplier<@Nullable Object, Throwable> {
        @Override
        public @Nullable Object get() throws Throwable {
            work.run();
            return null;
        }
    }

    static Body of(CheckedSupplier<?, ?> function) {
        return new Body(Objects.requireNonNull(function, "body"), false);
    }

    static Body of(CheckedRunnable<?> work) {
        return new Body(new Work(Objects.requireNonNull(work, "body")), false);
    }

    static Body ofStage(CheckedSupplier<?, ?> function) {
        return new Body(Objects.requireNonNull(function, "body"), true);
    }

    /** Where the body was written, as far as that can be told without a look at the stack for each block: its class. */
    String origin() {
        if (function instanceof EnteredBody entered) {
            return entered.origin();
        }
        Object written = function instanceof Work wrapped ? wrapped.work() : function;
        String type = written.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return "in " + (lambda < 0 ? type : type.substring(0, lambda));
    }

    /** A value that is not there yet cannot be the value of a block that ends now. */
    @Nullable
    TransactionManagementException checkValue(@Nullable Object value) {
        if (value == null || isStage) {
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
                                : "Wait for its value in the body, or turn it into a CompletionStage and use getStageAsync"),
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
