package dev.aatomic.mutiny;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionOperations;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.EmptyUniSubscription;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import org.jspecify.annotations.Nullable;

/** Registers a hook for each subscription. */
final class HookUni extends AbstractUni<@Nullable Void> {

    private final TransactionOperations operations;
    private final CheckedSupplier<? extends Uni<?>, ?> hook;

    HookUni(TransactionOperations operations, CheckedSupplier<? extends Uni<?>, ?> hook) {
        this.operations = operations;
        this.hook = hook;
    }

    @Override
    public void subscribe(UniSubscriber<? super @Nullable Void> subscriber) {
        Context context = subscriber.context();
        InScope.run(BodyContext.scope(context), () -> {
            try {
                operations.onCommitAsync(() -> SubscribedBlocks.requireReturned(hook.get(), "Uni")
                        .subscribe()
                        .asCompletionStage(BodyContext.withoutScope(context)));
            } catch (Throwable refused) {
                EmptyUniSubscription.propagateFailureEvent(subscriber, refused);
                return;
            }
            subscriber.onSubscribe(EmptyUniSubscription.DONE);
            subscriber.onItem(null);
        });
    }
}
