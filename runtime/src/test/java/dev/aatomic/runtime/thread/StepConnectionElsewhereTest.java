package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F8: a step that waits for threads which use its connection does not wait for ever. */
@Tag("G18")
final class StepConnectionElsewhereTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Where the step's connection comes from. */
    private enum Source {
        PARAMETER,
        DATA_SOURCE
    }

    /** What the other thread does. */
    private enum Use {
        PREPARE {
            @Override
            void apply(Connection connection, PreparedStatement prepared) throws Exception {
                Sql.insert(connection, 2);
            }
        },
        EXECUTE {
            @Override
            void apply(Connection connection, PreparedStatement prepared) throws Exception {
                prepared.executeUpdate();
            }
        },
        SAVEPOINT {
            @Override
            void apply(Connection connection, PreparedStatement prepared) throws Exception {
                connection.setSavepoint();
            }
        };

        abstract void apply(Connection connection, PreparedStatement prepared) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void f8StepsConnectionOnAnotherThreadIsRefusedAtOnce(Use use) {
        for (Source source : Source.values()) {
            PooledDatabase database = fixtures.database(Server.H2, 1);
            Transactions transactions = fixtures.transactions(database);
            AtomicReference<Throwable> refusal = new AtomicReference<>();

            Await.value(transactions
                    .atomic()
                    .named("parallel")
                    .getStageAsync(() -> transactions.submit(parameter -> {
                        Connection connection = source == Source.PARAMETER
                                ? parameter
                                : transactions.dataSource().getConnection();
                        PreparedStatement prepared = connection.prepareStatement("insert into entry values (3)");
                        refusal.set(failureElsewhere(() -> use.apply(connection, prepared)));
                        return Sql.insert(connection, 1);
                    })));

            assertThat(refusal.get())
                    .isInstanceOf(java.sql.SQLException.class)
                    .hasCauseInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("'parallel'");
            assertThat(database.rows()).containsExactly(1);
        }
    }

    private static @Nullable Throwable failureElsewhere(CheckedRunnable<Exception> work) {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture.runAsync(
                            () -> {
                                try {
                                    work.run();
                                } catch (Exception e) {
                                    throw new CompletionException(e);
                                }
                            },
                            other)
                    .join();
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        } finally {
            other.shutdown();
        }
    }

    /** What was opened in a step and kept is the block's once the step has ended. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void f8ConnectionThatOutlivesItsStepWaitsForItsTurn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Connection> kept = new AtomicReference<>();

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(parameter -> {
                            kept.set(transactions.dataSource().getConnection());
                            return Sql.insert(kept.get(), 1);
                        })
                        .thenCompose(first -> CompletableFuture.supplyAsync(() -> {
                            try {
                                return Sql.insert(kept.get(), 2);
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        }))
                        .thenCompose(second -> transactions.submit(insert(3)))));

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }
}
