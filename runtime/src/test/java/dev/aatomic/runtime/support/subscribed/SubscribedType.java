package dev.aatomic.runtime.support.subscribed;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletionStage;

/** A type whose values open a block for each subscription. Safe for use by many threads. */
public interface SubscribedType {

    /** Whether what the body gave is the value of the block itself: not an item that is told before the block's end, and not nothing. */
    boolean hasValue();

    /**
     * Makes a value of the type, whose block has this body, and subscribes to it once.
     *
     * @param atomic the settings of the block
     * @param body what the body of the type's own kind is made of: emits what the stage gives, and ends
     * @return what is told of the subscription
     */
    <T> SubscribedFuture<T> open(Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body);
}
