package dev.aatomic.runtime.random;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TableShare;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * G5 and G6 at length, on an executor of one thread: a scope of a million steps, one of a thousand levels, one that is open while
 * others come and go. What goes through jOOQ or hops over a foreign thread does so a hundred thousand times; a million with
 * {@code -Daatomic.stress.seconds}.
 */
@Timeout(600)
@Tag("G5")
@Tag("G6")
final class LongScopesTest {

    private static final int MILLION = 1_000_000;
    private static final int SLOW_STEPS = System.getProperty("aatomic.stress.seconds") == null ? MILLION / 10 : MILLION;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** How the steps follow each other. */
    private enum Shape {
        RECURSIVE,
        LOOPED,
        JOINED
    }

    /** A way through a scope. */
    private record Way(Shape shape, boolean jooq, boolean hopping) {

        int steps() {
            return jooq || hopping ? SLOW_STEPS : MILLION;
        }

        @Override
        public String toString() {
            return shape + (jooq ? ", jOOQ" : ", submit") + (hopping ? ", hopping" : ", inline");
        }
    }

    static Stream<Way> ways() {
        List<Way> all = allWays().toList();
        return IntStream.range(0, all.size()).filter(TableShare::has).mapToObj(all::get);
    }

    private static Stream<Way> allWays() {
        return Stream.of(Shape.values())
                .flatMap(shape -> Stream.of(
                        new Way(shape, false, false),
                        new Way(shape, false, true),
                        new Way(shape, true, false),
                        new Way(shape, true, true)));
    }

    private Transactions onOneThread(int connections) {
        return fixtures.transactions(Transactions.builder()
                .database("default", new NoDriver(), connections)
                .executor(fixtures.executors().threads(1)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void stepsByTheMillionBesideAScopeThatIsHeld(Way way) {
        Transactions transactions = onOneThread(2);
        Scope held = Await.value(transactions.atomic().enter());
        Await.value(held.submit(connection -> 1));
        Supplier<CompletionStage<Integer>> step = step(transactions, way);

        int done = await(
                switch (way.shape()) {
                    case RECURSIVE -> transactions.atomic().getStageAsync(() -> recursive(step, 0, way.steps()));
                    case LOOPED -> transactions.atomic().getStageAsync(() -> looped(step, way.steps()));
                    case JOINED -> transactions.atomic().getAsync(() -> joined(step, way.steps()));
                });

        assertThat(done).isEqualTo(way.steps());
        Await.value(held.submit(connection -> 1));
        Await.value(held.exit());
    }

    /** Longer than the usual bound: the test's own limit is what counts here. */
    private static <T> T await(CompletableFuture<T> block) {
        return block.join();
    }

    private Supplier<CompletionStage<Integer>> step(Transactions transactions, Way way) {
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        Supplier<CompletionStage<Integer>> step = way.jooq()
                ? () -> transactions.bind(dsl.query("update entry set v = v").executeAsync())
                : () -> transactions.submit(connection -> 1);
        return way.hopping()
                ? () -> step.get().thenCompose(n -> CompletableFuture.supplyAsync(() -> n, fixtures.foreign()))
                : step;
    }

    private static CompletionStage<Integer> recursive(Supplier<CompletionStage<Integer>> step, int done, int steps) {
        return done == steps
                ? CompletableFuture.completedFuture(done)
                : step.get().thenCompose(n -> recursive(step, done + n, steps));
    }

    private static CompletionStage<Integer> looped(Supplier<CompletionStage<Integer>> step, int steps) {
        CompletionStage<Integer> sum = step.get();
        for (int i = 1; i < steps; i++) {
            sum = sum.thenCompose(done -> step.get().thenApply(n -> done + n));
        }
        return sum;
    }

    private static int joined(Supplier<CompletionStage<Integer>> step, int steps) {
        int sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += step.get().toCompletableFuture().join();
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thousandLevels(boolean hopping) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));

        Await.value(level(transactions, 1000, hopping));

        assertThat(database.rows()).hasSize(1000);
    }

    private CompletableFuture<Integer> level(Transactions transactions, int left, boolean hopping) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(left))
                        .thenCompose(n -> hopping ? fixtures.foreign().later(n) : CompletableFuture.completedFuture(n))
                        .thenCompose(n -> left == 1
                                ? CompletableFuture.completedFuture(n)
                                : level(transactions, left - 1, hopping)));
    }

    @Test
    void scopeIsHeldWhileOthersComeAndGo() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));
        Scope held = Await.value(transactions.atomic().enter());
        Await.value(held.submit(insert(0)));

        for (int i = 1; i <= 1000; i++) {
            int value = i;
            Await.value(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(value))
                            .thenCompose(n -> CompletableFuture.supplyAsync(() -> n, fixtures.foreign()))));
            if (i % 100 == 0) {
                Await.value(held.submit(insert(-value)));
            }
        }

        assertThat(database.rows()).as("none of the scope that is open").hasSize(1000);
        Await.value(held.exit());
        assertThat(database.rows()).hasSize(1011);
    }
}
