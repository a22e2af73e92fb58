package dev.aatomic.examples.guide.reactive;

// tag::interface[]
import dev.aatomic.Aatomic;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Aatomic
public interface Shop {

    Mono<Long> order(long id, long customer);

    @Aatomic(readOnly = true)
    Flux<Long> ordersOf(long customer);
}
// end::interface[]
