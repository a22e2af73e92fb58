package dev.aatomic.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** G7: a cancel stops the statement that is running, and does not make the thread that cancels wait for it. */
@Tag("G7")
final class RunningStatementCancelTest {

    private static final String ASLEEP =
            "select count(*) from pg_stat_activity where state = 'active' and query = 'select 1 from pg_sleep(120)'";

    private final PooledTransactions opened = new PooledTransactions(Server.POSTGRES, builder -> builder);
    private final Transactions transactions = opened.transactions;
    private final DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.POSTGRES);
    private final List<Object> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.close();
    }

    private Flux<Integer> slow() {
        return Flux.from(dsl.resultQuery("select 1 from pg_sleep(120)")).map(row -> 1);
    }

    private void awaitAsleep(int count) {
        Await.until(
                count + " statements asleep",
                () -> opened.database.integers(ASLEEP).equals(List.of(count)));
    }

    static Stream<Arguments> forms() {
        Function<RunningStatementCancelTest, Flux<Integer>> submitted =
                test -> ReactorTransactions.of(test.transactions)
                        .submit(connection -> connection.createStatement().execute("select 1 from pg_sleep(120)"))
                        .thenMany(Flux.just(1));
        Function<RunningStatementCancelTest, Flux<Integer>> published = RunningStatementCancelTest::slow;
        Function<RunningStatementCancelTest, Flux<Integer>> bound = test -> ReactorTransactions.bind(test.slow());
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(
                        Arguments.of(form, Named.of("submit", submitted)),
                        Arguments.of(form, Named.of("jOOQ's publisher", published)),
                        Arguments.of(form, Named.of("jOOQ's publisher, bound", bound))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void cancelStopsTheStatementAndDoesNotWaitForIt(
            Form form, Function<RunningStatementCancelTest, Flux<Integer>> body) {
        Disposable subscription = form.block(
                        transactions.atomic(),
                        () -> ReactorTransactions.of(transactions)
                                .submit(PooledTransactions.insert(1))
                                .thenMany(body.apply(this))
                                .next())
                .subscribe(told::add, told::add, () -> told.add("complete"));
        awaitAsleep(1);

        CompletableFuture<?> disposed = CompletableFuture.runAsync(subscription::dispose);

        Await.until("the cancel has returned", disposed::isDone);
        awaitAsleep(0);
        assertThat(opened.rows()).isEmpty();
        assertThat(told).isEmpty();
    }
}
