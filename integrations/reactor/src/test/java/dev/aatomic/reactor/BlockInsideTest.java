package dev.aatomic.reactor;

import static dev.aatomic.reactor.PooledTransactions.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body that waits for a nested block by Reactor's own {@code block}, also where the executor has one thread, which waits. */
@Tag("G4")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BlockInsideTest {

    /** How the inner block's body gets to its statement. */
    enum Way {
        AT_ONCE,
        AFTER_A_HOP;

        Mono<Long> begin() {
            return this == AT_ONCE ? Mono.just(0L) : Mono.delay(Duration.ofMillis(5));
        }
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final PooledTransactions opened = new PooledTransactions(Server.H2, builder -> builder.executor(thread));
    private final Transactions transactions = opened.transactions;
    private final ReactorTransactions steps = ReactorTransactions.of(transactions);

    @AfterEach
    void close() {
        opened.close();
        thread.shutdown();
    }

    private Mono<Integer> nested(Way way, int row) {
        return ReactorBlocks.mono(transactions.atomic(), () -> way.begin().flatMap(begun -> steps.submit(insert(row))));
    }

    @ParameterizedTest
    @EnumSource
    void inABlockingBody(Way way) {
        Integer row = transactions.atomic().get(() -> nested(way, 1).block());

        assertThat(row).isEqualTo(1);
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void inABodyOnTheExecutor(Way way) {
        Mono<Integer> outer = ReactorBlocks.mono(
                transactions.atomic(), () -> Mono.just(nested(way, 1).block() + 1));

        assertThat(outer.block()).isEqualTo(2);
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void streamInABodyOnTheExecutor(Way way) {
        Mono<Integer> outer = ReactorBlocks.mono(
                transactions.atomic(),
                () -> Mono.justOrEmpty(ReactorBlocks.flux(
                                transactions.atomic(),
                                () -> Flux.range(1, 3)
                                        .concatMap(row -> way.begin().flatMap(begun -> steps.submit(insert(row)))))
                        .blockLast()));

        assertThat(outer.block()).isEqualTo(3);
        assertThat(opened.rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void isRolledBackWithTheOneAroundIt(Way way) {
        IllegalStateException failure = new IllegalStateException("after the inner one");

        assertThatThrownBy(() -> ReactorBlocks.mono(transactions.atomic(), () -> {
                            nested(way, 1).block();
                            throw failure;
                        })
                        .block())
                .isSameAs(failure);
        assertThat(opened.rows()).isEmpty();
    }
}
