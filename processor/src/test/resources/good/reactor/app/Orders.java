package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import dev.aatomic.Retry;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Orders, as a service of WebFlux has them. */
@Aatomic
public interface Orders {

    Mono<Long> place(String customer, int amount);

    Mono<Void> cancel(long order);

    @Aatomic(readOnly = true, timeout = "30s")
    Flux<String> ofCustomer(String customer);

    @Aatomic(durable = true, retry = @Retry(maxAttempts = 3))
    Mono<? extends List<? super String>> settle(Mono<Long> mono);

    <T extends Comparable<T>> Flux<T> sorted(Flux<T> sorted);

    @NonAatomic
    Mono<String> describe();

    default Mono<Long> placeOne(String customer) {
        return place(customer, 1);
    }
}
