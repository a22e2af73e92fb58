package dev.aatomic.reactive;

import dev.aatomic.runtime.support.subscribed.StagePublisher;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Values of each type, that emit what a stage gives and end. */
public final class Values {

    private Values() {}

    public static <T> Mono<T> mono(CompletionStage<? extends T> stage) {
        return Mono.fromCompletionStage(stage);
    }

    public static <T> Flux<T> flux(CompletionStage<? extends T> stage) {
        return Flux.from(publisher(stage));
    }

    public static <T> Publisher<T> publisher(CompletionStage<? extends T> stage) {
        return FlowAdapters.toPublisher(new StagePublisher<T>(stage));
    }

    public static <T> Uni<T> uni(CompletionStage<? extends T> stage) {
        return Uni.createFrom().completionStage(stage);
    }

    public static <T> Multi<T> multi(CompletionStage<? extends T> stage) {
        return Multi.createFrom().completionStage(stage);
    }

    public static <T> Single<T> single(CompletionStage<? extends T> stage) {
        return Single.fromCompletionStage(plain(stage));
    }

    public static <T> Maybe<T> maybe(CompletionStage<? extends T> stage) {
        return Maybe.fromCompletionStage(plain(stage));
    }

    public static Completable completable(CompletionStage<?> stage) {
        return Completable.fromCompletionStage(stage);
    }

    public static <T> Flowable<T> flowable(CompletionStage<? extends T> stage) {
        return Flowable.fromPublisher(publisher(stage));
    }

    public static <T> Observable<T> observable(CompletionStage<? extends T> stage) {
        return Observable.fromCompletionStage(plain(stage));
    }

    @SuppressWarnings("unchecked")
    static <T> CompletionStage<T> plain(CompletionStage<? extends T> stage) {
        // A stage of a subtype's value is one of theirs.
        return (CompletionStage<T>) stage;
    }
}
