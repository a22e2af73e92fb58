package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Aatomic
interface Returns extends Inherited { // ! ReturnType 1
    Future<String> future(); // ! ReturnType 20

    Flow.Publisher<Long> publisher(); // ! ReturnType 26

    Mono<Optional<String>> mono(); // ! ReturnType 28

    Flux<? extends Number> flux(); // ! ReturnType 28

    MyFuture<String> mine(); // ! ReturnType 22

    <S extends CompletionStage<String>> S variable(); // ! ReturnType 43

    io.smallrye.mutiny.Uni<Void> uni(); // ! ReturnType 34

    io.reactivex.rxjava3.core.Completable completable(); // ! ReturnType 43

    @NonAatomic
    Mono<String> passedOn();

    class MyFuture<T> extends CompletableFuture<T> {}
}

interface Inherited {
    Mono<String> inherited();
}
