package dev.aatomic.reactor;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Blocks for the rules of Reactive Streams, some of which leave subscriptions open: they end by their timeout. */
final class TckBlocks implements AutoCloseable {

    static final long MILLIS = 1_000;
    static final long SILENCE_MILLIS = 200;

    private final PooledTransactions opened = new PooledTransactions(Server.H2, builder -> builder);
    private final Transactions transactions = opened.transactions;

    Flux<Long> flux(long elements) {
        return ReactorBlocks.flux(
                transactions.atomic().timeout(Duration.ofSeconds(5)),
                () -> Flux.fromIterable(() -> LongStream.range(0, elements).iterator()));
    }

    Mono<Long> mono(long elements) {
        return ReactorBlocks.mono(
                transactions.atomic().timeout(Duration.ofSeconds(5)),
                () -> Mono.justOrEmpty(elements == 0 ? null : elements));
    }

    Transactions transactions() {
        return transactions;
    }

    @Override
    public void close() {
        opened.close();
    }
}
