package dev.aatomic.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** G10 for jOOQ's own publishers, which run their statement where they are asked for items. */
@Tag("G10")
final class JooqPublisherTest {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Table<Record> ENTRY = DSL.table("entry");
    private static final Field<Integer> V = DSL.field("v", SQLDataType.INTEGER);

    private final PooledTransactions opened = new PooledTransactions(Server.H2, builder -> builder);
    private final Transactions transactions = opened.transactions;
    private final DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);

    @AfterEach
    void close() {
        opened.close();
    }

    private Mono<Integer> insert(int value) {
        return Mono.from(dsl.insertInto(ENTRY, V).values(value));
    }

    private Flux<Integer> select() {
        return Flux.from(dsl.select(V).from(ENTRY).orderBy(V)).map(row -> row.get(V));
    }

    @ParameterizedTest
    @EnumSource
    void publishersAreInTheBlock(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> insert(1).then(insert(2)).thenMany(select()).reduce(Integer::sum)))
                .expectNext(3)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void publishersAreInTheBlockBehindAHopByBind(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> Mono.just(1)
                                .publishOn(Schedulers.boundedElastic())
                                .flatMap(value -> ReactorTransactions.bind(insert(value)))
                                .publishOn(Schedulers.boundedElastic())
                                .thenMany(Flux.defer(() -> ReactorTransactions.bind(select())))
                                .reduce(Integer::sum)))
                .expectNext(1)
                .expectComplete()
                .verify(BOUND);
        assertThat(opened.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void publishersAreRolledBackWithTheBlock(Form form) {
        StepVerifier.create(form.<Integer>block(
                        transactions.atomic(),
                        () -> Mono.just(1)
                                .publishOn(Schedulers.boundedElastic())
                                .flatMap(value -> ReactorTransactions.bind(insert(value)))
                                .then(Mono.error(new IOException("mine")))))
                .expectError(IOException.class)
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void publisherBehindAHopFailsLoudlyWithoutBind(Form form) {
        StepVerifier.create(form.block(
                        transactions.atomic(),
                        () -> Mono.just(1)
                                .publishOn(Schedulers.boundedElastic())
                                .flatMap(this::insert)))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("ReactorTransactions"))
                .verify(BOUND);
        assertThat(opened.rows()).isEmpty();
    }
}
