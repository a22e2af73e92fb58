package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * G16: a transaction whose beginning failed half way was never begun. Whatever swallows the failure, the outermost block fails, no
 * statement goes out on its connection any more, where each would commit alone, and the connection is thrown away.
 */
@Tag("G16")
@Tag("G12")
final class FailedBeginTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** A call of a begin that fails, and the settings with which it is made. */
    private enum Call {
        GET_AUTO_COMMIT(call -> call.is("Connection.getAutoCommit")),
        SET_AUTO_COMMIT(call -> call.isWith("Connection.setAutoCommit", false)),
        IS_READ_ONLY(call -> call.is("Connection.isReadOnly")),
        SET_READ_ONLY(call -> call.isWith("Connection.setReadOnly", true)),
        PRODUCT(call -> call.is("Connection.getMetaData")),
        DEFAULT_ISOLATION(call -> call.is("Connection.getTransactionIsolation")),
        ISOLATION(call -> call.is("Connection.setTransactionIsolation")
                || (call.is("Statement.execute")
                        && String.valueOf(call.argument()).startsWith("SET TRANSACTION")));

        private final Predicate<JdbcCall> hit;

        Call(Predicate<JdbcCall> hit) {
            this.hit = hit;
        }
    }

    /** Where the body meets the failure and swallows it. */
    private enum Place {
        OUTERMOST {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions.submit(insert(2)).join());
            }
        },
        NESTED {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions
                        .atomic()
                        .run(() -> transactions.submit(insert(2)).join()));
            }
        },
        NESTED_STAGE {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(2)))
                        .join());
            }
        },
        NESTED_TWICE_AND_FLAG_TAKEN_BACK {
            @Override
            void swallow(Transactions transactions) {
                transactions.atomic().run(() -> {
                    NESTED.swallow(transactions);
                    transactions.setRollbackOnly(false);
                });
            }
        },
        NESTED_THAT_ASKS_FOR_ITS_ROLLBACK {
            @Override
            void swallow(Transactions transactions) {
                transactions.atomic().run(() -> {
                    quietly(() -> transactions.submit(insert(2)).join());
                    transactions.setRollbackOnly(true);
                });
            }
        },
        MERGED {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions
                        .atomic()
                        .savepoint(false)
                        .run(() -> transactions.submit(insert(2)).join()));
            }
        },
        SAVEPOINT {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions.savepoint().join());
            }
        },
        OPEN_CONNECTION {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> {
                    try (Connection connection = transactions.dataSource().getConnection();
                            PreparedStatement statement = connection.prepareStatement("insert into entry values (2)")) {
                        statement.executeUpdate();
                    }
                });
            }
        },
        UNWRAPPED {
            @Override
            void swallow(Transactions transactions) {
                quietly(() -> transactions
                        .submit(connection ->
                                Sql.update(connection.unwrap(Connection.class), "insert into entry values (2)"))
                        .join());
            }
        };

        abstract void swallow(Transactions transactions);

        private interface Work {
            void run() throws Exception;
        }

        private static void quietly(Work work) {
            try {
                work.run();
            } catch (Exception swallowed) {
                assertThat(swallowed).isNotNull();
            }
        }
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Server.values())
                .flatMap(server -> Arrays.stream(Call.values())
                        .flatMap(call -> Arrays.stream(Place.values())
                                .flatMap(place -> Stream.of(Arguments.of(server, call, place)))));
    }

    private static JdbcFault once(Predicate<JdbcCall> hit, Throwable failure) {
        AtomicBoolean happened = new AtomicBoolean();
        return call -> hit.test(call) && happened.compareAndSet(false, true) ? failure : null;
    }

    private static List<Integer> session(Server server, Transactions transactions) {
        String session = server == Server.H2 ? "select session_id()" : "select pg_backend_pid()";
        return Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> Sql.integers(connection, session))));
    }

    private void assertNeverBegun(Server server, PooledDatabase database, Transactions transactions, Throwable end) {
        database.source().fail(JdbcFault.NONE);
        assertThat(((TransactionException) end).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(database.rows()).as("rows").isEmpty();
        assertThat(session(server, transactions)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void b1FailedBeginBreaksTheOutermostBlock(Server server, Call call, Place place) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException fault = new SQLException("injected", "HY000");
        database.source().fail(once(call.hit, fault));

        Throwable end = Await.failure(transactions
                .atomic()
                .readOnly()
                .isolation(Isolation.SERIALIZABLE)
                .getAsync(() -> {
                    place.swallow(transactions);
                    transactions.setRollbackOnly(false);
                    Place.OUTERMOST.swallow(transactions);
                    Place.NESTED.swallow(transactions);
                    transactions.setRollbackOnly(false);
                    return 1;
                }));

        assertThat(end).isInstanceOf(UnexpectedRollbackException.class).hasCause(fault);
        assertThat(database.source().count(JdbcCall::isExecution))
                .as("statements, but for the isolation's")
                .isLessThanOrEqualTo(call == Call.ISOLATION ? 1 : 0);
        assertThat(database.source().count("Connection.commit")).as("COMMIT").isZero();
        assertThat(database.source().count("Connection.unwrap"))
                .as("thrown away")
                .isPositive();
        assertNeverBegun(server, database, transactions, end);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void b2BlockingFormToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> before = session(server, transactions);
        SQLException fault = new SQLException("injected", "HY000");
        database.source().fail(once(Call.SET_AUTO_COMMIT.hit, fault));

        Throwable end = Await.cause(fixtures.foreign()
                .call(() -> transactions.atomic().get(() -> {
                    Place.NESTED.swallow(transactions);
                    return transactions
                            .submit(insert(1))
                            .exceptionally(swallowed -> 0)
                            .join();
                })));

        assertThat(end).isInstanceOf(UnexpectedRollbackException.class).hasCause(fault);
        assertNeverBegun(server, database, transactions, end);
        assertThat(session(server, transactions)).as("another connection").isNotEqualTo(before);
    }

    /** What the body lets through is what the caller gets, and a failure that is to commit does not. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void b3FailureThatIsLetThroughIsTheCallers(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException fault = new SQLException("injected", "HY000");
        database.source().fail(once(Call.SET_AUTO_COMMIT.hit, fault));

        assertThat(Await.failure(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isSameAs(fault);

        database.source().fail(JdbcFault.NONE);
        assertThat(database.rows()).isEmpty();
    }

    /** The refusal of a later statement says why. */
    @Test
    void b4LaterStatementIsRefusedWithTheCause() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException fault = new SQLException("injected", "HY000");
        AtomicReference<Throwable> refused = new AtomicReference<>();
        database.source().fail(once(Call.SET_AUTO_COMMIT.hit, fault));

        Await.end(transactions.atomic().runAsync(() -> {
            Place.NESTED.swallow(transactions);
            transactions.submit(insert(1)).whenComplete((n, failure) -> refused.set(failure));
        }));

        assertThat(refused.get() instanceof CompletionException wrapped ? wrapped.getCause() : refused.get())
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("could not be begun")
                .hasCause(fault);
    }

    /** Nothing was done yet, so a retry may have another go. */
    @Test
    void b5RetryRunsAgainAfterAFailedBegin() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source().fail(once(Call.SET_AUTO_COMMIT.hit, new SQLException("injected", "40001")));

        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2))
                .getStageAsync(() -> transactions.submit(insert(1)));

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }
}
