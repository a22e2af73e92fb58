package dev.aatomic.examples.guide.reactive;

// tag::interface[]
import dev.aatomic.Aatomic;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Flow;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Aatomic
public interface EveryType {

    Flow.Publisher<String> flowPublisher(String answer);

    Publisher<String> publisher(String answer);

    Mono<String> mono(String answer);

    Flux<String> flux(String answer);

    Uni<String> uni(String answer);

    Multi<String> multi(String answer);

    Single<String> single(String answer);

    Maybe<String> maybe(String answer);

    Completable completable(String answer);

    Flowable<String> flowable(String answer);

    Observable<String> observable(String answer);
}
// end::interface[]
