package dev.aatomic.reactive.random;

import dev.aatomic.reactivestreams.ReactiveStreamsBlocks;
import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.reactor.ReactorTransactions;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reactor's. */
final class ReactorOperators implements Operators<Flux<Integer>> {

    private final ReactorTransactions transactions;
    private final Scheduler elsewhere;

    ReactorOperators(Transactions transactions, Executor elsewhere) {
        this.transactions = ReactorTransactions.of(transactions);
        this.elsewhere = Schedulers.fromExecutor(elsewhere::execute);
    }

    @Override
    public Flux<Integer> range(int count) {
        return Flux.range(1, count);
    }

    @Override
    public Flux<Integer> never() {
        return Flux.never();
    }

    @Override
    public Flux<Integer> defer(Supplier<Flux<Integer>> made) {
        return Flux.defer(made);
    }

    @Override
    public Flux<Integer> step(ConnectionFunction<Integer> step) {
        return transactions.submit(step).flux();
    }

    @Override
    public Flux<Integer> run(Runnable action) {
        return ReactorTransactions.bind(Mono.<Integer>fromRunnable(action)).flux();
    }

    @Override
    public Flux<Integer> onCommit(Supplier<Flux<Integer>> hook) {
        return transactions.onCommit(() -> hook.get().then()).thenMany(Flux.empty());
    }

    @Override
    public Flux<Integer> map(Flux<Integer> stream) {
        return stream.map(item -> item);
    }

    @Override
    public Flux<Integer> publishOn(Flux<Integer> stream, int buffered) {
        return stream.publishOn(elsewhere, buffered);
    }

    @Override
    public Flux<Integer> subscribeOn(Flux<Integer> stream) {
        return stream.subscribeOn(elsewhere);
    }

    @Override
    public Flux<Integer> bind(Flux<Integer> stream) {
        return ReactorTransactions.bind(stream);
    }

    @Override
    public Flux<Integer> collect(Flux<Integer> stream) {
        return stream.collectList().flatMapIterable(items -> items);
    }

    @Override
    public Flux<Integer> onErrorResume(Flux<Integer> stream, Supplier<Flux<Integer>> fallback) {
        return stream.onErrorResume(failure -> fallback.get());
    }

    @Override
    public Flux<Integer> retry(Flux<Integer> stream, int times) {
        return stream.retry(times);
    }

    @Override
    public Flux<Integer> take(Flux<Integer> stream, int count) {
        return stream.take(count);
    }

    @Override
    public Flux<Integer> timeout(Flux<Integer> stream, Duration limit) {
        return stream.timeout(limit);
    }

    @Override
    public Flux<Integer> concat(List<Flux<Integer>> streams) {
        return Flux.concat(streams);
    }

    @Override
    public Flux<Integer> merge(List<Flux<Integer>> streams) {
        return Flux.merge(streams);
    }

    @Override
    public Flux<Integer> concatMap(Flux<Integer> source, Function<Integer, Flux<Integer>> each) {
        return source.concatMap(each);
    }

    @Override
    public Flux<Integer> flatMap(Flux<Integer> source, Function<Integer, Flux<Integer>> each, int concurrency) {
        return source.flatMap(each, concurrency);
    }

    @Override
    public Flux<Integer> block(Form form, int value, Atomic atomic, Supplier<@Nullable Flux<Integer>> body) {
        return switch (form) {
            case VALUE ->
                ReactorBlocks.<Integer>mono(atomic, () -> value(body.get(), value))
                        .flux();
            case EMPTY ->
                ReactorBlocks.<Integer>mono(atomic, () -> empty(body.get())).flux();
            case STREAM -> ReactorBlocks.<Integer>flux(atomic, body::get);
            case PUBLISHER ->
                bind(Flux.from(ReactiveStreamsBlocks.<Integer>publisher(atomic, () -> bound(body.get()))));
        };
    }

    private static @Nullable Mono<Integer> value(@Nullable Flux<Integer> body, int value) {
        return body == null ? null : body.then(Mono.just(value));
    }

    private static @Nullable Mono<Integer> empty(@Nullable Flux<Integer> body) {
        return body == null ? null : body.ignoreElements();
    }

    /** Puts the block into Reactor's context. */
    private @Nullable Flux<Integer> bound(@Nullable Flux<Integer> body) {
        return body == null ? null : bind(body);
    }

    @Override
    public boolean isBlockLost() {
        return false;
    }

    @Override
    public boolean isBoundElsewhere() {
        return true;
    }

    @Override
    public void subscribe(Flux<Integer> stream, Flow.Subscriber<Integer> subscriber) {
        stream.subscribe(FlowAdapters.toSubscriber(subscriber));
    }
}
