package dev.aatomic.runtime.database;

import static dev.aatomic.runtime.support.Sql.integers;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nested blocks, savepoints and read-only blocks on databases that have them in ways of their own. */
@Tag("G4")
@Tag("G19")
@Tag("properties")
final class ImitatedDatabaseTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private ImitatedDataSource source;
    private Transactions transactions;

    private void open(Product product) {
        database = fixtures.database(Server.H2, 1);
        source = new ImitatedDataSource(database.source(), product);
        transactions = fixtures.transactions(Transactions.builder().database("default", source, 1));
    }

    private void insert(int value) {
        transactions.submit(Sql.insert(value)).join();
    }

    private void nested(int value, boolean fails) {
        try {
            transactions.atomic().run(() -> {
                insert(value);
                if (fails) {
                    throw new UncheckedIOException(new IOException("nested"));
                }
            });
        } catch (UncheckedIOException swallowed) {
            assertThat(fails).isTrue();
        }
    }

    /** Of those that keep a savepoint until the end, nobody asks its release. */
    @ParameterizedTest
    @EnumSource
    void blocksAreNested(Product product) {
        open(product);

        Await.value(transactions.atomic().runAsync(() -> {
            insert(1);
            nested(2, false);
            nested(3, true);
            nested(4, false);
            transactions.atomic().run(() -> {
                insert(5);
                nested(6, true);
                nested(7, false);
            });
        }));

        assertThat(database.rows()).containsExactly(1, 2, 4, 5, 7);
        if (!product.releasesSavepoints) {
            assertThat(source.sent()).doesNotContain("RELEASE");
        }
        assertThat(database.source().names()).doesNotContain("Connection.abort");
    }

    /** The savepoint is released at once where a statement of the block failed, or left where it cannot be. */
    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"ORACLE", "SQL_SERVER", "DB2"})
    void nestedBlockGoesOnAfterAStatementThatFailed(Product product) {
        open(product);

        Await.value(transactions.atomic().runAsync(() -> {
            insert(1);
            transactions.atomic().run(() -> {
                insert(2);
                swallowed(transactions.submit(Sql.bad()));
                transactions.setRollbackOnly(false);
                insert(3);
            });
            insert(4);
        }));

        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
    }

    private static void swallowed(CompletionStage<?> failing) {
        assertThat(Await.cause(failing)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void savepointsOfTheUsersAreRolledBackToAndReleased(Product product) {
        open(product);

        Await.value(transactions.atomic().runAsync(() -> {
            insert(1);
            Savepoint first = transactions.savepoint().join();
            insert(2);
            transactions.savepointRollback(first).join();
            insert(3);
            transactions.savepointCommit(first).join();
            Savepoint second = transactions.savepoint().join();
            insert(4);
            transactions.savepointRollback(second).join();
            assertThat(Await.cause(transactions.savepointRollback(first)))
                    .as("released")
                    .isInstanceOf(SQLException.class);
            transactions.setRollbackOnly(false);
        }));

        assertThat(database.rows()).containsExactly(1, 3);
    }

    // ---- read-only

    private CompletableFuture<Integer> reading(String sql) {
        return transactions.atomic().readOnly().getStageAsync(() -> transactions.submit(update(sql)));
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyBlockReads(Product product) {
        open(product);
        database.execute("insert into entry values (1)");

        List<Integer> read = Await.value(transactions
                .atomic()
                .readOnly()
                .getStageAsync(() -> transactions.submit(connection -> integers(connection, "select v from entry"))));

        assertThat(read).containsExactly(1);
    }

    /** Refused by the database, or before it is sent where that would take it; and the next block writes. */
    @ParameterizedTest
    @EnumSource
    void readOnlyBlockDoesNotWrite(Product product) {
        open(product);
        String sql = "insert into entry values (1)";

        for (int i = 0; i < 2; i++) {
            Throwable failure = Await.cause(reading(sql));
            if (product.readOnlyFailure == null) {
                assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("SQL text with INSERT; the block is read-only");
                assertThat(source.sent()).doesNotContain(sql);
            } else {
                assertThat(failure).isInstanceOf(SQLException.class).hasMessage(product.readOnlyFailure);
            }
        }
        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().runAsync(() -> insert(2)));
        assertThat(database.rows()).containsExactly(2);
    }

    // ---- what commits

    @Test
    void definitionThatWouldCommitIsNotSent() {
        open(Product.ORACLE);

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            insert(1);
            transactions.submit(update("create table other(v int)")).join();
        }));

        assertThat(failure).hasMessageContaining("SQL text with CREATE; on this database it commits");
        assertThat(database.rows()).isEmpty();
        assertThat(source.sent()).noneMatch(sql -> sql.startsWith("create"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"ORACLE"},
            mode = EnumSource.Mode.EXCLUDE)
    void definitionIsPartOfTheTransactionElsewhere(Product product) {
        open(product);

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            transactions
                    .submit(update("create local temporary table other(v int)"))
                    .join();
            throw new IOException("body");
        }));

        assertThat(failure).hasMessage("body");
        assertThat(source.sent()).contains("create local temporary table other(v int)");
    }
}
