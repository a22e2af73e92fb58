package dev.aatomic.reactive.generated;

import dev.aatomic.conformance.run.Ticket;
import dev.aatomic.reactive.Coroutines;
import dev.aatomic.reactive.Values;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.Deferred;
import kotlinx.coroutines.flow.Flow;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The implementation that the generated classes wrap: knows nothing of transactions. */
final class PlainTypedBlocks
        implements DefaultSavepointBlocks,
                DefaultMergedBlocks,
                DefaultDurableBlocks,
                DefaultDurableMergedBlocks,
                OtherSavepointBlocks,
                OtherMergedBlocks,
                OtherDurableBlocks,
                OtherDurableMergedBlocks {

    @Override
    public Mono<Ticket> mono(Supplier<CompletionStage<Ticket>> body) {
        return Values.mono(body.get());
    }

    @Override
    public Flux<Ticket> flux(Supplier<CompletionStage<Ticket>> body) {
        return Values.flux(body.get());
    }

    @Override
    public Publisher<Ticket> publisher(Supplier<CompletionStage<Ticket>> body) {
        return Values.publisher(body.get());
    }

    @Override
    public Uni<Ticket> uni(Supplier<CompletionStage<Ticket>> body) {
        return Values.uni(body.get());
    }

    @Override
    public Multi<Ticket> multi(Supplier<CompletionStage<Ticket>> body) {
        return Values.multi(body.get());
    }

    @Override
    public Single<Ticket> single(Supplier<CompletionStage<Ticket>> body) {
        return Values.single(body.get());
    }

    @Override
    public Maybe<Ticket> maybe(Supplier<CompletionStage<Ticket>> body) {
        return Values.maybe(body.get());
    }

    @Override
    public Completable completable(Supplier<CompletionStage<Ticket>> body) {
        return Values.completable(body.get());
    }

    @Override
    public Flowable<Ticket> flowable(Supplier<CompletionStage<Ticket>> body) {
        return Values.flowable(body.get());
    }

    @Override
    public Observable<Ticket> observable(Supplier<CompletionStage<Ticket>> body) {
        return Values.observable(body.get());
    }

    @Override
    public Object suspend(Supplier<CompletionStage<Ticket>> body, Continuation<? super Ticket> $completion) {
        return Coroutines.suspend(body.get(), $completion);
    }

    @Override
    public Object launch(Supplier<CompletionStage<Ticket>> body, Continuation<? super Unit> $completion) {
        return Coroutines.launch(body.get(), $completion);
    }

    @Override
    public Flow<Ticket> flow(Supplier<CompletionStage<Ticket>> body) {
        return Coroutines.flow(body.get());
    }

    @Override
    public Deferred<Ticket> deferred(Supplier<CompletionStage<Ticket>> body) {
        return Coroutines.deferred(body.get());
    }
}
