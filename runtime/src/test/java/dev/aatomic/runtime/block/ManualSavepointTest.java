package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A savepoint that is gone is refused on every server, H2 included, which would take it for one that is there. */
@Tag("django")
final class ManualSavepointTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Uses a savepoint after its end; {@code first} was set before {@code second}. */
    @FunctionalInterface
    private interface Use {
        CompletableFuture<?> of(Transactions transactions, Savepoint first, Savepoint second);
    }

    static Stream<Arguments> uses() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(
                        use(
                                server,
                                "released twice",
                                (transactions, first, second) -> transactions
                                        .savepointCommit(second)
                                        .thenCompose(done -> transactions.savepointCommit(second))),
                        use(
                                server,
                                "rolled back to after its release",
                                (transactions, first, second) -> transactions
                                        .savepointCommit(second)
                                        .thenCompose(done -> transactions.savepointRollback(second))),
                        use(
                                server,
                                "set after one that was released",
                                (transactions, first, second) -> transactions
                                        .savepointCommit(first)
                                        .thenCompose(done -> transactions.savepointRollback(second))),
                        use(
                                server,
                                "set after one that was rolled back to",
                                (transactions, first, second) -> transactions
                                        .savepointRollback(first)
                                        .thenCompose(done -> transactions.savepointCommit(second))),
                        use(
                                server,
                                "set in a nested block that has ended",
                                (transactions, first, second) -> transactions
                                        .atomic()
                                        .getStageAsync(transactions::savepoint)
                                        .thenCompose(transactions::savepointRollback))));
    }

    private static Arguments use(Server server, String name, Use use) {
        return Arguments.of(server, name, use);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("uses")
    void isRefusedOnceItIsGone(Server server, String name, Use use) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.failure(transactions
                .atomic()
                .<Object>getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.savepoint())
                        .thenCompose(first -> transactions
                                .savepoint()
                                .thenCompose(second ->
                                        use.of(transactions, first, second).<Object>thenApply(done -> done)))));

        assertThat(failure).isInstanceOf(SQLException.class).hasMessageContaining("gone");
        assertThat(((SQLException) failure).getSQLState()).isEqualTo("3B001");
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void ofAnotherTransactionIsGone(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Savepoint other = Await.value(transactions.atomic().getStageAsync(transactions::savepoint));

        Throwable failure =
                Await.failure(transactions.atomic().getStageAsync(() -> transactions.savepointRollback(other)));

        assertThat(failure).isInstanceOf(SQLException.class).hasMessageContaining("gone");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void canBeRolledBackToAgainAndAgain(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            Savepoint savepoint = transactions.savepoint().join();
            for (int i = 2; i < 5; i++) {
                transactions.submit(insert(i)).join();
                transactions.savepointRollback(savepoint).join();
            }
            transactions.submit(insert(5)).join();
            transactions.savepointCommit(savepoint).join();
        });

        assertThat(database.rows()).containsExactly(1, 5);
    }

    /** The refusal is a statement that failed: it marks the block (G5), and the flag can be taken back. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void refusalMarksTheBlock(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            Savepoint savepoint = transactions.savepoint().join();
            transactions.savepointCommit(savepoint).join();
            try {
                transactions.savepointCommit(savepoint).join();
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(SQLException.class);
            }
            assertThat(transactions.isRollbackOnly()).isTrue();
            transactions.setRollbackOnly(false);
        });

        assertThat(database.rows()).containsExactly(1);
    }
}
