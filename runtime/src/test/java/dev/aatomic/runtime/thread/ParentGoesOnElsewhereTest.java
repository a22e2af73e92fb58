package dev.aatomic.runtime.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.ExecutorKind;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G18: a block goes on while one that was opened in it is open, and that it does not wait for. Where what it does next waits for the inner
 * one's end, it must not do so on the very thread that has the inner one's body on its stack.
 */
@Tag("G18")
final class ParentGoesOnElsewhereTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Where the nested block's body is when the one around it may go on. */
    enum Place {
        /** The nested block's body itself lets it go on. */
        IN_THE_BODY,
        /** In the body of a block nested in it in turn. */
        IN_A_BLOCK,
        /** In a step of the nested block, which opens another and waits in it. */
        IN_A_BLOCK_IN_A_STEP,
        /** Its body waits for a stage of ours. */
        WAITING_FOR_OURS,
        /** Its body waits for a statement. */
        WAITING_FOR_A_STATEMENT,
        /** Its body waits for a stage of others. */
        WAITING_FOR_OTHERS
    }

    /** How it waits for the nested block's end. */
    enum Wait {
        STATEMENT,
        STEP,
        FUTURE
    }

    private Transactions transactions;
    private final CompletableFuture<Integer> goesOn = new CompletableFuture<>();
    private final CompletableFuture<Integer> foreign = new CompletableFuture<>();
    private final CountDownLatch isAttached = new CountDownLatch(1);

    static Stream<Arguments> cases() {
        return Stream.of(ExecutorKind.values())
                .filter(kind -> kind != ExecutorKind.REJECTING)
                .flatMap(kind -> Stream.of(Propagation.NESTED, Propagation.REQUIRES_NEW, Propagation.NOT_SUPPORTED)
                        .flatMap(inner -> Arrays.stream(Place.values())
                                .flatMap(place -> Arrays.stream(Wait.values())
                                        .map(wait -> Arguments.of(kind, inner, place, wait)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void t17BlockWaitsForTheNestedOneOnAnotherThread(ExecutorKind kind, Propagation inner, Place place, Wait wait) {
        PooledDatabase database = fixtures.database(Server.H2, 3);
        Optional<Executor> executor = kind.start(fixtures.executors());
        Assumptions.assumeTrue(executor.isPresent(), "needs virtual threads");
        transactions = fixtures.transactions(database, builder -> builder.executor(executor.get()));
        CompletableFuture<Integer> start = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> nested = transactions
                    .atomic()
                    .propagation(inner)
                    .getStageAsync(() -> transactions.bind(start).thenApply(ready -> body(place)));
            CompletableFuture<Integer> next = transactions.bind(goesOn).thenApply(ready -> goOn(wait, nested));
            isAttached.countDown();
            return next;
        });
        CompletableFuture<Boolean> started = fixtures.foreign().call(() -> {
            Await.latch(isAttached);
            return start.complete(1);
        });

        assertThat(Await.value(block)).isEqualTo(2);
        assertThat(Await.value(started)).isTrue();
        assertThat(database.rows()).contains(1).doesNotContain(3);
    }

    private int body(Place place) {
        switch (place) {
            case IN_THE_BODY -> goesOn.complete(1);
            case IN_A_BLOCK -> transactions.atomic().run(() -> goesOn.complete(1));
            case IN_A_BLOCK_IN_A_STEP ->
                transactions
                        .submit(connection -> transactions.atomic().get(() -> {
                            letGoOnMeanwhile();
                            return transactions.bind(foreign).thenApply(n -> n).join();
                        }))
                        .join();
            case WAITING_FOR_OURS -> {
                letGoOnMeanwhile();
                transactions.bind(foreign).join();
            }
            case WAITING_FOR_A_STATEMENT -> {
                transactions.submit(Sql.insert(4)).thenAccept(count -> letGoOnMeanwhile());
                transactions.submit(Sql.insert(5)).join();
            }
            case WAITING_FOR_OTHERS -> {
                letGoOnMeanwhile();
                Await.value(foreign);
            }
        }
        return write(1);
    }

    private void letGoOnMeanwhile() {
        // On a direct executor what goes on does so on this thread.
        fixtures.foreign().call(() -> goesOn.complete(1));
        Await.until("the block may go on", goesOn::isDone);
        fixtures.foreign().call(() -> foreign.complete(1));
    }

    private int goOn(Wait wait, CompletableFuture<Integer> nested) {
        switch (wait) {
            case STATEMENT -> write(2);
            case STEP -> transactions.submit(Sql.insert(2)).join();
            case FUTURE -> nested.join();
        }
        return 2;
    }

    private int write(int value) {
        try (Connection connection = transactions.dataSource().getConnection()) {
            return Sql.insert(connection, value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
