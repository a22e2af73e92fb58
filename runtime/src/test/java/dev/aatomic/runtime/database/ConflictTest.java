package dev.aatomic.runtime.database;

import static dev.aatomic.runtime.support.Sql.integers;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions that are in each other's way: a service that goes to another database goes with its blocks and its retry unchanged. */
@Tag("G9")
@Tag("G11")
@Tag("G19")
final class ConflictTest {

    private static final RetryPolicy THREE =
            RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(4));

    /** Where the conflict is found. */
    enum Place {
        STATEMENT("insert into entry values (3)"),
        NESTED("insert into entry values (2)"),
        FETCH(ImitatedDataSource.FETCH),
        COMMIT(ImitatedDataSource.COMMIT);

        private final String call;

        Place(String call) {
            this.call = call;
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();
    private final List<String> hooks = new CopyOnWriteArrayList<>();
    private PooledDatabase database;
    private ImitatedDataSource source;
    private Transactions transactions;

    private void open(Product product) {
        database = fixtures.database(Server.H2, 1);
        source = new ImitatedDataSource(database.source(), product);
        transactions = fixtures.transactions(Transactions.builder().database("default", source, 1));
    }

    private static Stream<Arguments> of(Predicate<Product.Conflict> which) {
        return Product.all()
                .flatMap(product ->
                        product.conflicts.stream().filter(which).map(conflict -> Arguments.of(product, conflict)));
    }

    static Stream<Arguments> conflicts() {
        return of(conflict -> true);
    }

    /** Those after which the transaction goes on. */
    static Stream<Arguments> harmless() {
        return of(conflict -> conflict.undone() == Product.Undone.STATEMENT);
    }

    /** Those after which nothing of it can be saved. */
    static Stream<Arguments> fatal() {
        return of(conflict -> conflict.undone() != Product.Undone.STATEMENT);
    }

    static Stream<Arguments> conflictsAndPlaces() {
        return conflicts()
                .flatMap(each ->
                        Stream.of(Place.values()).map(place -> Arguments.of(each.get()[0], each.get()[1], place)));
    }

    private void insert(int value) {
        transactions.submit(update("insert into entry values (" + value + ")")).join();
    }

    private List<Integer> read() {
        return transactions
                .submit(connection -> integers(connection, "select v from entry order by v"))
                .join();
    }

    /** A row, one of a nested block, whatever is there, and one more. */
    private void body(boolean swallows) {
        attempts.incrementAndGet();
        transactions.onCommit(() -> hooks.add("committed"));
        transactions.onRollback(() -> hooks.add("rolled back"));
        insert(1);
        try {
            transactions.atomic().run(() -> insert(2));
        } catch (Exception failure) {
            if (!swallows) {
                throw Failures.rethrow(failure);
            }
        }
        read();
        insert(3);
    }

    private CompletableFuture<Void> run(boolean swallows, RetryPolicy policy) {
        return transactions.atomic().retry(policy).runAsync(() -> body(swallows));
    }

    private void assertConnectionIsKept() {
        assertThat(database.source().calls().stream().map(JdbcCall::name))
                .as("not thrown away")
                .doesNotContain("Connection.abort");
    }

    // ---- with retry

    @ParameterizedTest
    @MethodSource("conflictsAndPlaces")
    void retryRunsTheBlockAgain(Product product, Product.Conflict conflict, Place place) {
        open(product);
        source.failOnce(place.call, conflict);

        Await.value(run(false, THREE));

        assertThat(database.rows()).containsExactly(1, 2, 3);
        assertThat(attempts).hasValue(2);
        assertThat(hooks).containsExactly("rolled back", "committed");
        assertConnectionIsKept();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void swallowedInANestedBlockItIsRetriedWhereThatSavesNothing(Product product, Product.Conflict conflict) {
        open(product);
        source.failOnce(Place.NESTED.call, conflict);

        Await.value(run(true, THREE));

        assertThat(database.rows()).containsExactly(1, 2, 3);
        assertThat(attempts).hasValue(2);
        assertConnectionIsKept();
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void swallowedInANestedBlockItIsUndoneWhereThatIsAll(Product product, Product.Conflict conflict) {
        open(product);
        source.failOnce(Place.NESTED.call, conflict);

        Await.value(run(true, THREE));

        assertThat(database.rows()).containsExactly(1, 3);
        assertThat(attempts).hasValue(1);
        assertThat(hooks).containsExactly("committed");
    }

    /** The nested block is the last thing that the body does: it ends well, and the block does not. */
    @ParameterizedTest
    @MethodSource("fatal")
    void blockThatNoticesNothingIsRetriedToo(Product product, Product.Conflict conflict) {
        open(product);
        source.failOnce(Place.NESTED.call, conflict);

        Await.value(transactions.atomic().retry(THREE).runAsync(() -> {
            attempts.incrementAndGet();
            insert(1);
            try {
                transactions.atomic().run(() -> insert(2));
            } catch (Exception swallowed) {
                hooks.add("swallowed");
            }
        }));

        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(attempts).hasValue(2);
        assertThat(hooks).containsExactly("swallowed");
        assertConnectionIsKept();
    }

    /** What ends the attempt may only say that the transaction was given up before, which nobody retries. */
    @ParameterizedTest
    @MethodSource("fatal")
    void swallowedInItsOwnBlockItIsRetriedThoughTheFlagIsTakenBack(Product product, Product.Conflict conflict) {
        for (Place place : List.of(Place.STATEMENT, Place.FETCH)) {
            open(product);
            attempts.set(0);
            source.failOnce(place.call, conflict);

            Await.value(transactions.atomic().retry(THREE).runAsync(() -> {
                attempts.incrementAndGet();
                insert(1);
                swallowed(() -> {
                    insert(3);
                    read();
                });
                transactions.setRollbackOnly(false);
                insert(4);
            }));

            assertThat(database.rows()).as(place.name()).containsExactly(1, 3, 4);
            assertThat(attempts).as(place.name()).hasValue(2);
            assertConnectionIsKept();
        }
    }

    /** Nothing is sent after it but what asks whether the transaction can be committed. */
    @ParameterizedTest
    @MethodSource("fatal")
    void swallowedAsTheLastThingItIsRetriedThoughTheFlagIsTakenBack(Product product, Product.Conflict conflict) {
        open(product);
        source.failOnce(Place.STATEMENT.call, conflict);

        Await.value(transactions.atomic().retry(THREE).runAsync(() -> {
            attempts.incrementAndGet();
            insert(1);
            swallowed(() -> insert(3));
            transactions.setRollbackOnly(false);
        }));

        assertThat(database.rows()).containsExactly(1, 3);
        assertThat(attempts).hasValue(2);
    }

    // ---- without

    @ParameterizedTest
    @MethodSource("conflictsAndPlaces")
    void withoutRetryItIsRolledBack(Product product, Product.Conflict conflict, Place place) {
        open(product);
        source.failOnce(place.call, conflict);

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> body(false)));

        if (place == Place.COMMIT) {
            assertThat(failure)
                    .isInstanceOf(TransactionSystemException.class)
                    .hasMessageContaining("was rolled back because the database refused COMMIT");
        } else {
            assertThat(failure).isInstanceOf(SQLException.class).hasMessage(conflict.message());
        }
        assertThat(failure).isNotInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(database.rows()).isEmpty();
        assertThat(hooks).containsExactly("rolled back");
        assertConnectionIsKept();
        Await.value(transactions.atomic().runAsync(() -> insert(4)));
        assertThat(database.rows()).as("of the next block").containsExactly(4);
    }

    /** Whoever swallows it and takes the flag back is told at the next statement, and at the end. */
    @ParameterizedTest
    @MethodSource("fatal")
    void nothingAfterItIsCommitted(Product product, Product.Conflict conflict) {
        for (Place place : List.of(Place.STATEMENT, Place.FETCH)) {
            open(product);
            source.failOnce(place.call, conflict);

            Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
                insert(1);
                swallowed(() -> {
                    insert(3);
                    read();
                });
                transactions.setRollbackOnly(false);
                swallowed(() -> insert(4));
                swallowed(() -> transactions.atomic().run(() -> insert(5)));
                transactions.setRollbackOnly(false);
            }));

            assertThat(failure).as(place.name()).isNotInstanceOf(CommitOutcomeUnknownException.class);
            if (conflict.undone() == Product.Undone.TRANSACTION) {
                assertThat(failure).hasStackTraceContaining(conflict.message());
            }
            assertThat(database.rows()).isEmpty();
            assertThat(source.sent()).doesNotContain("COMMIT").endsWith("ROLLBACK");
            assertConnectionIsKept();
        }
    }

    private static void swallowed(Runnable action) {
        try {
            action.run();
        } catch (Exception swallowed) {
            assertThat(swallowed).isNotNull();
        }
    }

    /** The end of a nested block sends nothing to a savepoint that went with the transaction, and logs nothing of it. */
    @ParameterizedTest
    @MethodSource("fatal")
    void savepointThatIsGoneIsLeftAlone(Product product, Product.Conflict conflict) {
        open(product);
        source.failOnce(Place.NESTED.call, conflict);

        try (LogCapture log = new LogCapture()) {
            Await.cause(transactions.atomic().runAsync(() -> body(true)));
            if (conflict.undone() == Product.Undone.TRANSACTION) {
                assertThat(log.count("could not go back to its savepoint")).isZero();
                assertThat(log.count("A rollback failed")).isZero();
                assertThat(source.sent()).doesNotContain("ROLLBACK TO");
            }
        }
        assertThat(database.rows()).isEmpty();
    }

    // ---- lock waits

    static Stream<Arguments> lockTimeouts() {
        return Product.all()
                .flatMap(product -> product.lockTimeouts.stream().map(timeout -> Arguments.of(product, timeout)));
    }

    @ParameterizedTest
    @MethodSource("lockTimeouts")
    void lockWaitThatTimedOutIsNotRetried(Product product, Product.Conflict timeout) {
        open(product);
        source.failOnce(Place.STATEMENT.call, timeout);

        Throwable failure = Await.cause(run(false, THREE));

        assertThat(failure).isInstanceOf(SQLException.class).hasMessage(timeout.message());
        assertThat(attempts).hasValue(1);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("lockTimeouts")
    void unlessItIsNamed(Product product, Product.Conflict timeout) {
        open(product);
        source.failOnce(Place.STATEMENT.call, timeout);

        Await.value(run(
                false,
                THREE.retryIf(failure -> failure instanceof SQLException sql
                        && timeout.state().equals(sql.getSQLState())
                        && timeout.code() == sql.getErrorCode())));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }
}
