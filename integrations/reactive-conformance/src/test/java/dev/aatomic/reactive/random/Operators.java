package dev.aatomic.reactive.random;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operators that programs are made of, by the names that most libraries have for them.
 *
 * @param <S> the library's type of streams
 */
interface Operators<S> {

    S range(int count);

    S never();

    /** Made for each subscription. */
    S defer(Supplier<S> made);

    S step(ConnectionFunction<Integer> step);

    /** Runs something in the block, and emits nothing. */
    S run(Runnable action);

    S onCommit(Supplier<S> hook);

    S map(S stream);

    /**
     * Goes on on another thread.
     *
     * @param buffered how many items are asked for at a time
     */
    S publishOn(S stream, int buffered);

    S subscribeOn(S stream);

    /** Brings back into the block what may come from elsewhere. */
    S bind(S stream);

    S collect(S stream);

    S onErrorResume(S stream, Supplier<S> fallback);

    S retry(S stream, int times);

    S take(S stream, int count);

    S timeout(S stream, Duration limit);

    S concat(List<S> streams);

    S merge(List<S> streams);

    S concatMap(S source, Function<Integer, S> each);

    S flatMap(S source, Function<Integer, S> each, int concurrency);

    /**
     * A block.
     *
     * @param value what it emits if it is one of a value
     * @param body makes what it subscribes to
     */
    S block(Form form, int value, Atomic atomic, Supplier<@Nullable S> body);

    /** Whether nothing but {@link #bind} brings a thread of others back into the block. */
    boolean isBlockLost();

    /** Whether what is subscribed to elsewhere finds its block in the body of a publisher that is none of the library's own. */
    boolean isBoundElsewhere();

    void subscribe(S stream, Flow.Subscriber<Integer> subscriber);
}
