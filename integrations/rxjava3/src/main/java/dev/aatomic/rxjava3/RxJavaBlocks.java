package dev.aatomic.rxjava3;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Objects;

/**
 * Blocks as types of RxJava: each subscription is a block of its own, and nothing happens without one. So {@code retry} and {@code repeat}
 * open a new block each time, and {@code cache} opens one for all subscribers.
 *
 * <p>The body runs on a dispatch thread, and what it returns is subscribed to in the block. The block commits when that completes, with or
 * without a value, and rolls back if it fails; the failure arrives as it was thrown. A body that throws or returns null rolls back too. The
 * end, and a value with it, is told once the block has ended, its hooks included, in the scope in which was subscribed.
 *
 * <p>{@code dispose} cancels what the body has returned, while the block is still current, and then rolls back; once COMMIT was sent the block
 * is committed, and nobody is told. A failure that comes after that goes to {@link RxJavaPlugins#onError}.
 *
 * <p>Where it is subscribed to in an open block, it is nested in it: on a thread where no block is current it is not. See {@link
 * RxJavaTransactions#bind(Single)} and {@link RxJavaScopePropagation}.
 */
public final class RxJavaBlocks {

    private RxJavaBlocks() {}

    /**
     * A block with a value, which is emitted after COMMIT. If the block is retried, its body runs again.
     *
     * @param atomic the block's settings
     * @param body makes what has the value; null is a failure
     * @param <T> the value
     * @return a Single of which each subscription is a block
     */
    public static <T> Single<T> single(Atomic atomic, CheckedSupplier<? extends Single<? extends T>, ?> body) {
        Objects.requireNonNull(body, "body");
        return new MaybeBlock<T>(
                        SubscribedBlocks.of(atomic),
                        body,
                        () -> SubscribedBlocks.requireReturned(body.get(), "Single")
                                .toMaybe())
                .toSingle();
    }

    /**
     * A block with a value or none, which is emitted after COMMIT. If the block is retried, its body runs again.
     *
     * @param atomic the block's settings
     * @param body makes what has the value; null is a failure
     * @param <T> the value
     * @return a Maybe of which each subscription is a block
     */
    public static <T> Maybe<T> maybe(Atomic atomic, CheckedSupplier<? extends Maybe<? extends T>, ?> body) {
        Objects.requireNonNull(body, "body");
        return RxJavaPlugins.onAssembly(new MaybeBlock<T>(SubscribedBlocks.of(atomic), body, body));
    }

    /**
     * A block without a value, which completes after COMMIT. If the block is retried, its body runs again.
     *
     * @param atomic the block's settings
     * @param body makes what is to be completed; null is a failure
     * @return a Completable of which each subscription is a block
     */
    public static Completable completable(Atomic atomic, CheckedSupplier<? extends Completable, ?> body) {
        Objects.requireNonNull(body, "body");
        return new MaybeBlock<>(
                        SubscribedBlocks.of(atomic),
                        body,
                        () -> SubscribedBlocks.requireReturned(body.get(), "Completable")
                                .toMaybe())
                .ignoreElement();
    }

    /**
     * A block of which the items are passed on as they come, as many as are asked for, and which completes after COMMIT. Whoever cancels rolls
     * back, even if he has all the items that he wants: {@code take(n)}, {@code firstOrError}, {@code elementAt} and {@code blockingFirst} do;
     * {@code singleOrError}, {@code toList} and {@code blockingLast} do not. Once an item was passed on, the block is not retried.
     *
     * @param atomic the block's settings
     * @param body makes what has the items; null is a failure
     * @param <T> the items
     * @return a Flowable of which each subscription is a block
     */
    public static <T> Flowable<T> flowable(Atomic atomic, CheckedSupplier<? extends Flowable<? extends T>, ?> body) {
        Objects.requireNonNull(body, "body");
        return RxJavaPlugins.onAssembly(new FlowableBlock<T>(SubscribedBlocks.of(atomic), body, body));
    }

    /**
     * As {@link #flowable}, without back-pressure: the items are passed on whether or not anybody is ready for them.
     *
     * @param atomic the block's settings
     * @param body makes what has the items; null is a failure
     * @param <T> the items
     * @return an Observable of which each subscription is a block
     */
    public static <T> Observable<T> observable(
            Atomic atomic, CheckedSupplier<? extends Observable<? extends T>, ?> body) {
        Objects.requireNonNull(body, "body");
        return new FlowableBlock<T>(
                        SubscribedBlocks.of(atomic),
                        body,
                        // It emits without being asked, and the block passes on what it gets.
                        () -> SubscribedBlocks.requireReturned(body.get(), "Observable")
                                .toFlowable(BackpressureStrategy.MISSING))
                .toObservable();
    }
}
