package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.subscription.StreamBlock;
import dev.aatomic.runtime.internal.subscription.ValueBlock;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Opens blocks of some settings for subscriptions. */
record EngineSubscribedBlocks(BlockOpening opening) implements SubscribedBlocks {

    @Override
    public <T extends @Nullable Object> void openValue(
            ValueBody<T> body, ValueObserver<? super T> observer, @Nullable Object scope) {
        ValueBlock.open(opening, body, observer, context(scope));
    }

    @Override
    public <T> void openStream(StreamBody<T> body, Flow.Subscriber<? super T> subscriber, @Nullable Object scope) {
        StreamBlock.open(opening, body, subscriber, context(scope));
    }

    private static @Nullable Context context(@Nullable Object scope) {
        if (scope == null || scope instanceof Context) {
            return (Context) scope;
        }
        throw new IllegalArgumentException("scope: found a '" + scope.getClass().getName()
                + "'; expected what CurrentScope.get() returned on some thread, or null for none");
    }
}
