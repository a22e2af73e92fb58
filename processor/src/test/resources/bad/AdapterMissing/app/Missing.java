package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import io.reactivex.rxjava3.core.Completable;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import kotlin.coroutines.Continuation;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Aatomic
interface Missing extends Inherited { // ! AdapterMissing 1
    Mono<Optional<String>> mono(); // ! AdapterMissing 28

    Flux<? extends Number> flux(); // ! AdapterMissing 28

    Uni<Void> uni(); // ! AdapterMissing 15

    Completable completable(); // ! AdapterMissing 17

    Publisher<String> publisher(); // ! AdapterMissing 23

    Object suspended(Continuation<? super String> continuation); // ! AdapterMissing 12

    @NonAatomic
    Mono<String> passedOn();
}

interface Inherited {
    Mono<String> inherited();
}
