package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionOperations;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.disposables.Disposable;

/** Registers a hook for each subscription. */
final class RegisteredHook extends Completable {

    private final TransactionOperations operations;
    private final CheckedSupplier<? extends Completable, ?> hook;

    RegisteredHook(TransactionOperations operations, CheckedSupplier<? extends Completable, ?> hook) {
        this.operations = operations;
        this.hook = hook;
    }

    @Override
    protected void subscribeActual(CompletableObserver observer) {
        Disposable subscription = Disposable.empty();
        observer.onSubscribe(subscription);
        if (subscription.isDisposed()) {
            return;
        }
        try {
            operations.onCommitAsync(() ->
                    SubscribedBlocks.requireReturned(hook.get(), "Completable").toCompletionStage(true));
        } catch (Throwable refused) {
            observer.onError(refused);
            return;
        }
        observer.onComplete();
    }
}
