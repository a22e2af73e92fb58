package dev.aatomic.runtime.shape;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.KeptConnection;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TcpProxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G13: how often a block goes to PostgreSQL and back, counted where the bytes go. */
@Tag("G13")
final class RoundTripsOnTheWireTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
    private final TcpProxy proxy = new TcpProxy(database.port());
    private KeptConnection connection;
    private Transactions transactions;
    private int next;

    @BeforeEach
    void open() throws SQLException {
        connection = new KeptConnection(database.urlBy(proxy.port()));
        transactions = fixtures.transactions(Transactions.builder().database("default", connection.dataSource(), 1));
        Await.value(step(transactions.atomic()));
    }

    @AfterEach
    void close() throws SQLException {
        transactions.close();
        connection.close();
        proxy.close();
    }

    private interface Block {
        CompletionStage<?> open() throws Exception;
    }

    private int trips(Block block) throws Exception {
        awaitConnectionBack();
        int before = proxy.roundTrips();
        Await.value(block.open().thenApply(value -> 0).toCompletableFuture());
        awaitConnectionBack();
        return proxy.roundTrips() - before;
    }

    /** The caller of a block that reads is told before COMMIT is sent. */
    private void awaitConnectionBack() {
        Await.until("the connection is back", () -> !connection.isOut());
    }

    /** A block with one statement. */
    private CompletableFuture<Integer> step(Atomic atomic) {
        return atomic.getStageAsync(() -> transactions.submit(insert(++next)));
    }

    /** An outermost block with one statement and so many nested blocks with one statement each, one after another. */
    private CompletableFuture<Integer> nested(int blocks) {
        return transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> last = transactions.submit(insert(++next));
            for (int i = 0; i < blocks; i++) {
                last = last.thenCompose(n -> step(transactions.atomic()));
            }
            return last;
        });
    }

    @Test
    void emptyBlockMakesNone() throws Exception {
        assertThat(trips(() -> transactions.atomic().runAsync(() -> {}))).isZero();
        assertThat(trips(() -> transactions
                        .atomic()
                        .runAsync(() -> transactions.atomic().run(() -> {}))))
                .isZero();
    }

    @Test
    void oneStatementMakesTwoWithItsCommit() throws Exception {
        assertThat(trips(() -> step(transactions.atomic()))).isEqualTo(2);
    }

    @Test
    void nestedBlockWithoutAStatementAddsNone() throws Exception {
        assertThat(trips(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(++next))
                                .thenCompose(n -> transactions.atomic().runAsync(() -> {})))))
                .isEqualTo(2);
    }

    @Test
    void nestedBlockAddsItsSavepointAndItsStatement() throws Exception {
        assertThat(trips(() -> nested(1))).isEqualTo(4);
    }

    /** Each is a call of the driver, which returns with the answer. */
    @Test
    void statementsThatAreSubmittedTogetherMakeOneEach() throws Exception {
        assertThat(trips(() -> transactions.atomic().getStageAsync(() -> {
                    CompletableFuture<Integer> first = transactions.submit(insert(++next));
                    CompletableFuture<Integer> second = transactions.submit(insert(++next));
                    return CompletableFuture.allOf(first, second);
                })))
                .isEqualTo(3);
    }

    @Test
    void batchOfDifferentStatementsMakesOne() throws Exception {
        assertThat(trips(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.addBatch("insert into entry values (" + ++next + ")");
                                statement.addBatch("update entry set v = -v where v = " + next);
                                return statement.executeBatch();
                            }
                        }))))
                .isEqualTo(2);
    }

    /** The SAVEPOINT of each carries the RELEASE of the one before. */
    @Test
    void siblingsAddTwoEach() throws Exception {
        assertThat(trips(() -> nested(2))).isEqualTo(6);
        assertThat(trips(() -> nested(5))).isEqualTo(12);
    }

    @Test
    void nestedBlockThatRollsBackAddsOneMore() throws Exception {
        assertThat(trips(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(++next))
                                .thenCompose(n -> transactions
                                        .atomic()
                                        .getStageAsync(() -> transactions
                                                .submit(insert(++next))
                                                .thenCompose(m -> CompletableFuture.<Integer>failedFuture(
                                                        new IllegalStateException("undone"))))
                                        .exceptionally(failure -> 0)))))
                .isEqualTo(5);
    }

    @Test
    void mergedBlockAddsItsStatementOnly() throws Exception {
        assertThat(trips(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(++next))
                                .thenCompose(n -> step(transactions.atomic().savepoint(false))))))
                .isEqualTo(3);
    }

    @Test
    void readOnlyAddsNone() throws Exception {
        Atomic readOnly = transactions.atomic().readOnly();
        // The isolation of the pool's connections is asked for once.
        Await.value(readOnly.getStageAsync(() -> transactions.submit(Sql.entries())));

        assertThat(trips(() -> readOnly.getStageAsync(() -> transactions.submit(Sql.entries()))))
                .isEqualTo(2);
    }

    /** A round trip with the first statement, and none on top of that of an isolation. */
    @Test
    void nameAddsOneWhereNothingElseGoesAhead() throws Exception {
        transactions.close();
        transactions = fixtures.transactions(Transactions.builder()
                .database("default", connection.dataSource(), 1)
                .sendBlockNames(true));
        Atomic named = transactions.atomic().named("Accounts.transfer");
        Atomic serializable = named.isolation(Isolation.SERIALIZABLE);
        Await.value(step(serializable));

        assertThat(trips(() -> named.runAsync(() -> {}))).isZero();
        assertThat(trips(() -> step(named))).isEqualTo(3);
        assertThat(trips(() -> named.getStageAsync(() -> transactions
                        .submit(insert(++next))
                        .thenCompose(n -> step(transactions.atomic().named("nested"))))))
                .as("with a nested block")
                .isEqualTo(5);
        assertThat(trips(() -> step(named.readOnly(false)))).isEqualTo(3);
        assertThat(trips(() -> named.readOnly().getStageAsync(() -> transactions.submit(Sql.entries()))))
                .as("read-only")
                .isEqualTo(3);
        assertThat(trips(() -> step(serializable))).as("with an isolation").isEqualTo(3);
    }

    @Test
    void isolationAddsOneAndNoneWhereItIsTheDefault() throws Exception {
        Atomic serializable = transactions.atomic().isolation(Isolation.SERIALIZABLE);
        Atomic usual = transactions.atomic().isolation(Isolation.READ_COMMITTED);
        // The default is asked for once.
        Await.value(step(serializable));

        assertThat(trips(() -> step(serializable))).isEqualTo(3);
        assertThat(trips(() -> step(usual))).isEqualTo(2);
    }
}
