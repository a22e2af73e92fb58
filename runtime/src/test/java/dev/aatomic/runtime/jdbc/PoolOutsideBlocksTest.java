package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pool for code that knows nothing of blocks: {@code guard} refuses it in them, {@code dataSource} has it take part. */
@Tag("D8")
final class PoolOutsideBlocksTest {

    private static final Executor NEW_THREAD = task -> new Thread(task).start();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private PooledDatabase other;
    private Transactions transactions;
    private DataSource guarded;
    private DataSource joining;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        other = fixtures.database(Server.H2, 1);
        transactions = fixtures.transactions(
                Transactions.builder().database("default", database.source(), 1).database("other", other.source(), 1));
        guarded = transactions.guard(database.pool());
        joining = transactions.dataSource(database.pool());
    }

    private static void insert(DataSource source, int value) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Sql.insert(connection, value);
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(DataSource source) {
        assertThatThrownBy(() -> source.getConnection("sa", ""))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(TransactionManagementException.class);
        return assertThatThrownBy(() -> insert(source, 99))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("guarded pool")
                .hasMessageContaining("dataSource()");
    }

    @Test
    void guardRefusesInABlockAndNothingElse() throws SQLException {
        insert(guarded, 1);
        transactions.atomic().run(() -> assertRefused(guarded));
        transactions.atomic().named("transfer").run(() -> assertRefused(guarded).hasMessageContaining("'transfer'"));
        Await.value(transactions.atomic().getStageAsync(() -> {
            assertRefused(guarded);
            return transactions.submit(connection -> assertRefused(guarded)).thenApply(step -> assertRefused(guarded));
        }));
        insert(guarded, 2);

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void guardGivesThePoolsConnectionsWhereStatementsCommitAlone() throws SQLException {
        transactions.atomic().run(() -> {
            transactions.autocommit(() -> {
                insert(guarded, 1);
                return null;
            });
            transactions.atomic().propagation(Propagation.NOT_SUPPORTED).run(() -> insert(guarded, 2));
            transactions.onCommit(() -> insert(guarded, 3));
            transactions.setRollbackOnly(false);
        });

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void guardOfADatabaseMindsItsOwnBlocks() throws SQLException {
        DataSource ofOther = transactions.database("other").guard(other.pool());
        transactions.atomic().run(() -> insert(ofOther, 1));
        transactions.database("other").atomic().run(() -> {
            assertRefused(ofOther);
            assertRefused(guarded);
            transactions.atomic().run(() -> assertRefused(ofOther));
        });

        assertThat(other.rows()).containsExactly(1);
    }

    @Test
    void guardRefusesInATestThatIsRolledBack() {
        TestBlock test = TestBlocks.of(transactions).open("default", "the test");
        test.call(() -> assertRefused(guarded).hasMessageContaining("a test that is rolled back"));
        test.end();

        assertThat(database.rows()).isEmpty();
    }

    @Test
    void whatTakesPartIsUndoneWithItsBlock() throws SQLException {
        insert(joining, 1);
        transactions.atomic().run(() -> {
            insert(joining, 2);
            transactions.setRollbackOnly(true);
        });
        transactions.atomic().run(() -> {
            insert(joining, 3);
            try (Connection connection = joining.getConnection("sa", "")) {
                Sql.insert(connection, 4);
            }
        });

        assertThat(database.rows()).containsExactly(1, 3, 4);
    }

    @Test
    void whereTheContextIsLostThePoolAnswers() {
        transactions.atomic().run(() -> {
            Await.value(CompletableFuture.runAsync(() -> insertQuietly(joining, 1), NEW_THREAD));
            Await.value(CompletableFuture.runAsync(() -> insertQuietly(guarded, 2), NEW_THREAD));
            transactions.setRollbackOnly(true);
        });

        assertThat(database.rows()).containsExactly(1, 2);
    }

    private static void insertQuietly(DataSource source, int value) {
        try {
            insert(source, value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theRestIsThePools() throws SQLException {
        HikariDataSource pool = database.pool();
        for (DataSource source : new DataSource[] {guarded, joining}) {
            assertThat(source.isWrapperFor(HikariDataSource.class)).isTrue();
            assertThat(source.unwrap(HikariDataSource.class)).isSameAs(pool);
            assertThat(source.unwrap(DataSource.class)).isSameAs(source);
            assertThat(source.isWrapperFor(Integer.class)).isFalse();
            assertThat(source.getLoginTimeout()).isEqualTo(pool.getLoginTimeout());
            assertThat(source).hasToString("Outside of blocks " + pool);
        }
        assertThatThrownBy(() -> transactions.guard(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> transactions.dataSource(null)).isInstanceOf(NullPointerException.class);
    }
}
