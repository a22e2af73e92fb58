package dev.aatomic.reactive.random;

import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.mutiny.MutinyTransactions;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Mutiny's. */
final class MutinyOperators implements Operators<Multi<Integer>> {

    private final MutinyTransactions transactions;
    private final Executor elsewhere;

    MutinyOperators(Transactions transactions, Executor elsewhere) {
        this.transactions = MutinyTransactions.of(transactions);
        this.elsewhere = elsewhere;
    }

    private static Multi<Integer> empty(Uni<?> uni) {
        return uni.onItem().transformToMulti(item -> Multi.createFrom().<Integer>empty());
    }

    @Override
    public Multi<Integer> range(int count) {
        return Multi.createFrom().range(1, count + 1);
    }

    @Override
    public Multi<Integer> never() {
        return Multi.createFrom().nothing();
    }

    @Override
    public Multi<Integer> defer(Supplier<Multi<Integer>> made) {
        return Multi.createFrom().deferred(made::get);
    }

    @Override
    public Multi<Integer> step(ConnectionFunction<Integer> step) {
        return transactions.<Integer>submit(step).toMulti();
    }

    @Override
    public Multi<Integer> run(Runnable action) {
        return empty(MutinyTransactions.bind(Uni.createFrom().item(() -> {
            action.run();
            return 0;
        })));
    }

    @Override
    public Multi<Integer> onCommit(Supplier<Multi<Integer>> hook) {
        return empty(transactions.onCommit(() -> hook.get().onItem().ignoreAsUni()));
    }

    @Override
    public Multi<Integer> map(Multi<Integer> stream) {
        return stream.onItem().transform(item -> item);
    }

    @Override
    public Multi<Integer> publishOn(Multi<Integer> stream, int buffered) {
        return stream.emitOn(elsewhere, buffered);
    }

    @Override
    public Multi<Integer> subscribeOn(Multi<Integer> stream) {
        return stream.runSubscriptionOn(elsewhere);
    }

    @Override
    public Multi<Integer> bind(Multi<Integer> stream) {
        return MutinyTransactions.bind(stream);
    }

    @Override
    public Multi<Integer> collect(Multi<Integer> stream) {
        return stream.collect()
                .asList()
                .onItem()
                .transformToMulti(items -> Multi.createFrom().iterable(items));
    }

    @Override
    public Multi<Integer> onErrorResume(Multi<Integer> stream, Supplier<Multi<Integer>> fallback) {
        return stream.onFailure().recoverWithMulti(failure -> fallback.get());
    }

    @Override
    public Multi<Integer> retry(Multi<Integer> stream, int times) {
        return stream.onFailure().retry().atMost(times);
    }

    @Override
    public Multi<Integer> take(Multi<Integer> stream, int count) {
        return stream.select().first(count);
    }

    /** Not by Mutiny's own operator: that of 3.3.0 tells nothing if the time is over before it has passed on its subscription. */
    @Override
    public Multi<Integer> timeout(Multi<Integer> stream, Duration limit) {
        Uni<Integer> over = Uni.createFrom().item(0).onItem().delayIt().by(limit);
        return Multi.createBy()
                .merging()
                .streams(
                        stream,
                        over.onItem().<Integer>failWith(TimeoutException::new).toMulti());
    }

    @Override
    public Multi<Integer> concat(List<Multi<Integer>> streams) {
        return Multi.createBy().concatenating().streams(streams);
    }

    @Override
    public Multi<Integer> merge(List<Multi<Integer>> streams) {
        return Multi.createBy().merging().streams(streams);
    }

    @Override
    public Multi<Integer> concatMap(Multi<Integer> source, Function<Integer, Multi<Integer>> each) {
        return source.onItem().transformToMultiAndConcatenate(each);
    }

    @Override
    public Multi<Integer> flatMap(Multi<Integer> source, Function<Integer, Multi<Integer>> each, int concurrency) {
        return source.onItem().transformToMulti(each).merge(concurrency);
    }

    @Override
    public Multi<Integer> block(Form form, int value, Atomic atomic, Supplier<@Nullable Multi<Integer>> body) {
        return switch (form) {
            case VALUE ->
                MutinyBlocks.<Integer>uni(atomic, () -> value(body.get(), value))
                        .toMulti();
            case EMPTY ->
                MutinyBlocks.<Integer>uni(atomic, () -> nothing(body.get())).toMulti();
            case STREAM -> MutinyBlocks.<Integer>multi(atomic, body::get);
            case PUBLISHER -> bind(Multi.createFrom().publisher(atomic.<Integer>getPublisher(body::get)));
        };
    }

    private static @Nullable Uni<Integer> value(@Nullable Multi<Integer> body, int value) {
        return body == null ? null : body.onItem().ignoreAsUni().replaceWith(value);
    }

    private static @Nullable Uni<Integer> nothing(@Nullable Multi<Integer> body) {
        return body == null
                ? null
                : body.onItem().ignoreAsUni().replaceWith(Uni.createFrom().nullItem());
    }

    @Override
    public boolean isBlockLost() {
        return false;
    }

    @Override
    public boolean isBoundElsewhere() {
        return false;
    }

    @Override
    public void subscribe(Multi<Integer> stream, Flow.Subscriber<Integer> subscriber) {
        stream.subscribe(subscriber);
    }
}
