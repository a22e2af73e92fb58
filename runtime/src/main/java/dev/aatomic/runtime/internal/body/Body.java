package dev.aatomic.runtime.internal.body;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.spi.AdaptedBody;
import java.util.Objects;
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

    /** Whether a block may run it again after its failure. */
    public static boolean mayRunAgain(CheckedSupplier<?, ?> body) {
        return !(uncaptured(body) instanceof AdaptedBody adapted) || adapted.mayRunAgain();
    }

    /** Whether the block is open until somebody ends it, so that its user's code runs elsewhere. */
    public static boolean isForeign(CheckedSupplier<?, ?> body) {
        return uncaptured(body) instanceof Foreign;
    }

    /** Whether code below on the stack, where the block is opened, is to bring it to its end. */
    public static boolean isContinuedByOpener(CheckedSupplier<?, ?> body) {
        CheckedSupplier<?, ?> function = uncaptured(body);
        return function instanceof Foreign
                || (function instanceof AdaptedBody adapted && adapted.isContinuedByOpener());
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
        Object function = body instanceof Blocking wrapped ? wrapped.written() : body;
        Object written = function instanceof AdaptedBody adapted ? adapted.written() : function;
        String type = written.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return "in " + (lambda < 0 ? type : type.substring(0, lambda));
    }

    /** Refuses a value that is not there yet: the block of a blocking body ends now. */
    public static @Nullable TransactionManagementException checkValue(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String kind = AsynchronousTypes.kind(value.getClass());
        if (kind == null) {
            return null;
        }
        return new TransactionManagementException(
                "A blocking body returned a '" + value.getClass().getName() + "', a " + kind
                        + " whose work may go on after the block has ended, so the block was rolled back. "
                        + mend(kind),
                null);
    }

    private static String mend(String kind) {
        return switch (kind) {
            case "CompletionStage" -> "Use getStageAsync, or declare the method to return CompletionStage";
            case "Future" -> "Wait for its value in the body, or turn it into a CompletionStage and use getStageAsync";
            default ->
                "Wait for its value in the body; or declare the method to return the type, of which the block is then one a"
                        + " subscription. Without a generated class that is getPublisher, or the library's adapter, such as"
                        + " ReactorBlocks.mono of aatomic-reactor";
        };
    }
}
