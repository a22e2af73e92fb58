package dev.aatomic.reactive.generated;

import dev.aatomic.conformance.run.Ticket;
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

/** A block for each type, as methods that run what they are given. The settings are those of the interfaces below it. */
public interface TypedBlocks {

    Mono<Ticket> mono(Supplier<CompletionStage<Ticket>> body);

    Flux<Ticket> flux(Supplier<CompletionStage<Ticket>> body);

    Publisher<Ticket> publisher(Supplier<CompletionStage<Ticket>> body);

    Uni<Ticket> uni(Supplier<CompletionStage<Ticket>> body);

    Multi<Ticket> multi(Supplier<CompletionStage<Ticket>> body);

    Single<Ticket> single(Supplier<CompletionStage<Ticket>> body);

    Maybe<Ticket> maybe(Supplier<CompletionStage<Ticket>> body);

    Completable completable(Supplier<CompletionStage<Ticket>> body);

    Flowable<Ticket> flowable(Supplier<CompletionStage<Ticket>> body);

    Observable<Ticket> observable(Supplier<CompletionStage<Ticket>> body);

    // As kapt shows what is written in Kotlin.

    Object suspend(Supplier<CompletionStage<Ticket>> body, Continuation<? super Ticket> $completion);

    Object launch(Supplier<CompletionStage<Ticket>> body, Continuation<? super Unit> $completion);

    Flow<Ticket> flow(Supplier<CompletionStage<Ticket>> body);

    Deferred<Ticket> deferred(Supplier<CompletionStage<Ticket>> body);
}
