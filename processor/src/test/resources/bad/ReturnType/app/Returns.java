package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;
import dev.aatomic.NonAatomic;
import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Aatomic
@AdaptedBy(Returns.TaskBlocks.class)
interface Returns extends Inherited { // ! ReturnType 1
    Future<String> future(); // ! ReturnType 20

    MyFuture<String> mine(); // ! ReturnType 22

    <S extends CompletionStage<String>> S variable(); // ! ReturnType 43

    <M extends Mono<String>> M mono(); // ! ReturnType 32

    ConnectableFlux<? extends Number> flux(); // ! ReturnType 39

    Flow.Processor<Long, String> processor(); // ! ReturnType 34

    LongTask<Long> task(); // ! ReturnType 20

    io.vertx.core.Future<String> vertx(); // ! ReturnType 34

    @NonAatomic
    Future<String> passedOn();

    class MyFuture<T> extends CompletableFuture<T> {}

    abstract class ConnectableFlux<T> extends Flux<T> {}

    interface Task<T> {}

    interface LongTask<T> extends Task<T> {}

    class TaskBlocks {
        @ReturnTypeAdapter
        static <T> Task<T> task(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            return null;
        }
    }
}

interface Inherited {
    Future<String> inherited();
}
