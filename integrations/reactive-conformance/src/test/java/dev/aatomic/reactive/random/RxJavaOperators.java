package dev.aatomic.reactive.random;

import dev.aatomic.reactivestreams.ReactiveStreamsBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.rxjava3.RxJavaBlocks;
import dev.aatomic.rxjava3.RxJavaTransactions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;

/** RxJava's. */
final class RxJavaOperators implements Operators<Flowable<Integer>> {

    private final RxJavaTransactions transactions;
    private final Scheduler elsewhere;

    RxJavaOperators(Transactions transactions, Executor elsewhere) {
        this.transactions = RxJavaTransactions.of(transactions);
        this.elsewhere = Schedulers.from(elsewhere);
    }

    @Override
    public Flowable<Integer> range(int count) {
        return Flowable.range(1, count);
    }

    @Override
    public Flowable<Integer> never() {
        return Flowable.never();
    }

    @Override
    public Flowable<Integer> defer(Supplier<Flowable<Integer>> made) {
        return Flowable.defer(made::get);
    }

    @Override
    public Flowable<Integer> step(ConnectionFunction<Integer> step) {
        return transactions.<Integer>submit(step).toFlowable();
    }

    @Override
    public Flowable<Integer> run(Runnable action) {
        return RxJavaTransactions.bind(Completable.fromRunnable(action)).toFlowable();
    }

    @Override
    public Flowable<Integer> onCommit(Supplier<Flowable<Integer>> hook) {
        return transactions.onCommit(() -> hook.get().ignoreElements()).toFlowable();
    }

    @Override
    public Flowable<Integer> map(Flowable<Integer> stream) {
        return stream.map(item -> item);
    }

    @Override
    public Flowable<Integer> publishOn(Flowable<Integer> stream, int buffered) {
        return stream.observeOn(elsewhere, false, buffered);
    }

    @Override
    public Flowable<Integer> subscribeOn(Flowable<Integer> stream) {
        return stream.subscribeOn(elsewhere);
    }

    @Override
    public Flowable<Integer> bind(Flowable<Integer> stream) {
        return RxJavaTransactions.bind(stream);
    }

    @Override
    public Flowable<Integer> collect(Flowable<Integer> stream) {
        return stream.toList().flattenAsFlowable(items -> items);
    }

    @Override
    public Flowable<Integer> onErrorResume(Flowable<Integer> stream, Supplier<Flowable<Integer>> fallback) {
        return stream.onErrorResumeNext(failure -> fallback.get());
    }

    @Override
    public Flowable<Integer> retry(Flowable<Integer> stream, int times) {
        return stream.retry(times);
    }

    @Override
    public Flowable<Integer> take(Flowable<Integer> stream, int count) {
        return stream.take(count);
    }

    @Override
    public Flowable<Integer> timeout(Flowable<Integer> stream, Duration limit) {
        return stream.timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Flowable<Integer> concat(List<Flowable<Integer>> streams) {
        return Flowable.concat(streams);
    }

    @Override
    public Flowable<Integer> merge(List<Flowable<Integer>> streams) {
        return Flowable.merge(streams);
    }

    @Override
    public Flowable<Integer> concatMap(Flowable<Integer> source, Function<Integer, Flowable<Integer>> each) {
        return source.concatMap(each::apply);
    }

    @Override
    public Flowable<Integer> flatMap(
            Flowable<Integer> source, Function<Integer, Flowable<Integer>> each, int concurrency) {
        return source.flatMap(each::apply, concurrency);
    }

    @Override
    public Flowable<Integer> block(Form form, int value, Atomic atomic, Supplier<@Nullable Flowable<Integer>> body) {
        boolean isOther = (value & Form.values().length) != 0;
        return switch (form) {
            case VALUE ->
                isOther
                        ? RxJavaBlocks.<Integer>maybe(atomic, () -> maybe(body.get(), value))
                                .toFlowable()
                        : RxJavaBlocks.<Integer>single(atomic, () -> single(body.get(), value))
                                .toFlowable();
            case EMPTY ->
                isOther
                        ? RxJavaBlocks.<Integer>maybe(atomic, () -> empty(body.get()))
                                .toFlowable()
                        : RxJavaBlocks.completable(atomic, () -> completable(body.get()))
                                .toFlowable();
            case STREAM -> RxJavaBlocks.<Integer>flowable(atomic, body::get);
            case PUBLISHER -> bind(Flowable.fromPublisher(ReactiveStreamsBlocks.<Integer>publisher(atomic, body::get)));
        };
    }

    private static @Nullable Single<Integer> single(@Nullable Flowable<Integer> body, int value) {
        return body == null ? null : body.ignoreElements().toSingleDefault(value);
    }

    private static @Nullable Maybe<Integer> maybe(@Nullable Flowable<Integer> body, int value) {
        return body == null ? null : body.ignoreElements().andThen(Maybe.just(value));
    }

    private static @Nullable Maybe<Integer> empty(@Nullable Flowable<Integer> body) {
        return body == null ? null : body.ignoreElements().toMaybe();
    }

    private static @Nullable Completable completable(@Nullable Flowable<Integer> body) {
        return body == null ? null : body.ignoreElements();
    }

    @Override
    public boolean isBlockLost() {
        return true;
    }

    @Override
    public boolean isBoundElsewhere() {
        return true;
    }

    @Override
    public void subscribe(Flowable<Integer> stream, Flow.Subscriber<Integer> subscriber) {
        stream.subscribe(FlowAdapters.toSubscriber(subscriber));
    }
}
