package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** G10, with Reactor's automatic context propagation, which an application switches on for all of its process. */
@Tag("G10")
@Isolated("Reactor's hooks are of the whole process.")
final class AutomaticPropagationTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private final PooledTransactions opened =
            new PooledTransactions(Server.H2, builder -> builder.contextPropagation(true));
    private final Transactions transactions = opened.transactions;
    private final List<String> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void switchOn() {
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterEach
    void close() {
        Hooks.disableAutomaticContextPropagation();
        opened.close();
    }

    private Mono<Integer> plain(int value) {
        return Mono.fromFuture(() -> transactions.submit(insert(value)));
    }

    @ParameterizedTest
    @EnumSource
    void plainSubmitIsInTheBlockBehindEveryOperator(Hop hop) {
        StepVerifier.create(ReactorBlocks.flux(
                        transactions.atomic(),
                        () -> hop.on(Flux.just(1).delayUntil(value -> plain(1).onErrorComplete()))
                                .concatMap(value -> plain(2))))
                .expectNext(2)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void plainSubmitIsRolledBackWithTheBlock(Hop hop) {
        StepVerifier.create(ReactorBlocks.<Integer>mono(
                        transactions.atomic(),
                        () -> hop.on(Flux.just(1))
                                .concatMap(value -> plain(2))
                                .single()
                                .flatMap(value -> Mono.error(new IOException("mine")))))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void subscriberIsOutsideTheBlock(Hop hop) {
        StepVerifier.create(ReactorBlocks.flux(
                                transactions.atomic(),
                                () -> hop.on(Flux.just(1)).concatMap(value -> plain(1)))
                        .doOnNext(value -> log.add(depth()))
                        .doOnComplete(() -> log.add(depth())))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(log).containsExactly("none", "none");
    }

    private String depth() {
        try {
            return String.valueOf(transactions.scope().depth());
        } catch (NoTransactionException none) {
            return "none";
        }
    }
}
