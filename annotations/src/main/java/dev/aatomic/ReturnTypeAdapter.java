package dev.aatomic;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method that runs a block for a return type which the processor does not know. The type that it returns is the one
 * that it is for; {@link AdaptedBy} says where.
 *
 * <pre>{@code
 * public final class ListenableFutureBlocks {
 *     @ReturnTypeAdapter
 *     public static <T> ListenableFuture<T> listenableFuture(
 *             Atomic atomic, CheckedSupplier<? extends ListenableFuture<? extends T>, ?> body) { … }
 * }
 * }</pre>
 *
 * <p>It has these two parameters and no others. It opens the given block around the given body, ends it when what the body returned
 * ends, and passes cancellation and the block's timeout on to that: {@code Atomic.getStageAsync} does all this for a body that returns
 * a {@code CompletableFuture}. A generated method returns what it returns, and repeats no throws clause: failures arrive through the
 * value. Generated code calls it from many threads at once.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface ReturnTypeAdapter {

    /**
     * Whether the block begins only when somebody subscribes to what is returned, and anew for each who does.
     *
     * @return false if the block begins when the generated method is called
     */
    boolean lazy() default false;

    /**
     * Whether what is returned may give many values, one after another, while the block is open.
     *
     * @return false if it gives one at most, when the block has ended
     */
    boolean many() default false;
}
