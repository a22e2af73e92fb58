package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionOperations;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done inside a block, as types of RxJava. Nothing happens without a subscription, and each subscription does it again. Safe for use by
 * many threads.
 *
 * <p>A call belongs to the block that is current where it is subscribed to. RxJava does not carry that to other threads: after an operator
 * that goes on elsewhere, such as {@code delay} and {@code observeOn}, no block is current. {@code bind} brings it back for a part of what a
 * body returns, {@link RxJavaScopePropagation} for all that RxJava runs; what {@link #submit} emits arrives in its block in any case.
 */
public final class RxJavaTransactions {

    private final TransactionOperations operations;

    private RxJavaTransactions(TransactionOperations operations) {
        this.operations = operations;
    }

    /**
     * Offers what can be done in the blocks of some operations.
     *
     * @param operations {@code Transactions}, for the block that is current; or a {@code Database}, or one {@code Scope}
     * @return the same, as types of RxJava
     */
    public static RxJavaTransactions of(TransactionOperations operations) {
        return new RxJavaTransactions(Objects.requireNonNull(operations, "operations"));
    }

    /**
     * Runs statements, as {@link TransactionOperations#submit} does, once for each subscription. After {@code dispose} nothing is
     * emitted any more, but the statements are run, and count: the block's end waits for them, and if they fail then, the block rolls back.
     * Where no block is current the Maybe fails with {@link NoTransactionException}, and where the block has ended with {@link
     * TransactionManagementException}.
     *
     * @param step the statements
     * @param <T> what the step returns
     * @return emits what the step returned, or completes if that is null
     */
    public <T> Maybe<T> submit(ConnectionFunction<@Nullable T> step) {
        return RxJavaPlugins.onAssembly(new SubmittedStep<>(operations, Objects.requireNonNull(step, "step")));
    }

    /**
     * Registers a hook, as {@link TransactionOperations#onCommitAsync} does, once for each subscription. After COMMIT the hook is called and
     * what it returns is subscribed to; the end of the block is told once that has completed. Where no block is current the Completable fails
     * with {@link NoTransactionException}, and where the block has ended with {@link TransactionManagementException}.
     *
     * @param hook makes what is to be completed after COMMIT; null is a failure
     * @return completes as soon as the hook is registered
     */
    public Completable onCommit(CheckedSupplier<? extends Completable, ?> hook) {
        return RxJavaPlugins.onAssembly(new RegisteredHook(operations, Objects.requireNonNull(hook, "hook")));
    }

    /**
     * Brings what comes from elsewhere into a block. Where the returned Single is subscribed to in a block, it belongs to that; where it is
     * subscribed to in none, to the block in which this method was called; to none if there was none either. The given Single is subscribed
     * to, and disposed of, in that block, and the value or the failure arrives in it, whichever thread brings it. So a nested block and
     * {@link #submit} are in the block on both sides, for example in {@code bind(answer.delay(1, SECONDS)).flatMap(…)}.
     *
     * <p>What several blocks subscribe to, such as a {@code cache}, is to be bound in each: else what one block does with the value is in the
     * block that is current where the value comes from. Once the block has ended, the first statement fails with {@link
     * TransactionManagementException}.
     *
     * @param source what may come from elsewhere
     * @param <T> the value
     * @return the same, in the block
     */
    public static <T> Single<T> bind(Single<T> source) {
        return RxJavaPlugins.onAssembly(new BoundSingle<>(source));
    }

    /**
     * As {@link #bind(Single)}.
     *
     * @param source what may come from elsewhere
     * @param <T> the value
     * @return the same, in the block
     */
    public static <T> Maybe<T> bind(Maybe<T> source) {
        return RxJavaPlugins.onAssembly(new BoundMaybe<>(source));
    }

    /**
     * As {@link #bind(Single)}.
     *
     * @param source what may come from elsewhere
     * @return the same, in the block
     */
    public static Completable bind(Completable source) {
        return RxJavaPlugins.onAssembly(new BoundCompletable(source));
    }

    /**
     * As {@link #bind(Single)}. What is asked for is asked for in the block too. An operator that goes on on another thread and asks there,
     * such as {@code observeOn} once its buffer is used up, makes what is in front of it go on on that thread: {@code concatMap} subscribes
     * to the next block there, which would be a transaction of its own. So bind in front of such an operator as well, as in {@code
     * bind(bind(rows).concatMapMaybe(…)).observeOn(…)}.
     *
     * @param source what may come from elsewhere
     * @param <T> the items
     * @return the same, in the block
     */
    public static <T> Flowable<T> bind(Flowable<T> source) {
        return RxJavaPlugins.onAssembly(new BoundFlowable<>(source));
    }

    /**
     * As {@link #bind(Single)}.
     *
     * @param source what may come from elsewhere
     * @param <T> the items
     * @return the same, in the block
     */
    public static <T> Observable<T> bind(Observable<T> source) {
        return RxJavaPlugins.onAssembly(new BoundObservable<>(source));
    }
}
