package dev.aatomic.reactor;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Runs a hook that is a Mono. */
final class HookSubscriber implements CoreSubscriber<Object> {

    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final Context context;

    private HookSubscriber(Context context) {
        this.context = context;
    }

    /**
     * Runs it where hooks run, whose scope is another one than that of the block, which is over.
     *
     * @param registered the context in which it was registered
     */
    static CompletionStage<?> run(CheckedSupplier<? extends Mono<?>, ?> hook, ContextView registered) throws Throwable {
        HookSubscriber subscriber = new HookSubscriber(SubscriberScope.putCurrent(Context.of(registered)));
        SubscribedBlocks.requireReturned(hook.get(), "Mono").subscribe(subscriber);
        return subscriber.end;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object item) {}

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
