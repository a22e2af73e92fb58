package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A block that changes all of its session that it may, and how it ends. */
enum PooledBlock {
    COMMITTED(true) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            transactions.atomic().run(() -> {
                change(transactions);
                insert(transactions, value);
                last.run();
            });
        }
    },
    COMMITTED_BY_A_NESTED_BLOCK(true) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            transactions.atomic().run(() -> {
                transactions.atomic().run(() -> {
                    change(transactions);
                    insert(transactions, value);
                });
                last.run();
            });
        }
    },
    ROLLED_BACK(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        change(transactions);
                        insert(transactions, value);
                        last.run();
                        throw new UnsupportedOperationException("undone");
                    }))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    },
    FAILED(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        change(transactions);
                        insert(transactions, value);
                        last.run();
                        insert(transactions, value);
                    }))
                    .hasStackTraceContaining("duplicate key");
        }
    },
    ROLLED_BACK_TO_A_SAVEPOINT(true) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            transactions.atomic().run(() -> {
                insert(transactions, value);
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            change(transactions);
                            insert(transactions, value);
                        }))
                        .hasStackTraceContaining("duplicate key");
                last.run();
            });
        }
    },
    READ_ONLY(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            transactions.atomic().readOnly().run(() -> {
                change(transactions);
                assertThat(text(transactions, "show transaction_read_only")).isEqualTo("on");
                last.run();
            });
        }
    },
    SERIALIZABLE(true) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            transactions.atomic().isolation(Isolation.SERIALIZABLE).run(() -> {
                change(transactions);
                assertThat(text(transactions, "show transaction_isolation")).isEqualTo("serializable");
                insert(transactions, value);
                last.run();
            });
        }
    },
    /** The cancel goes through the pooler too. On a busy machine it may be out of time before its last. */
    OUT_OF_TIME(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) {
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .timeout(Duration.ofMillis(500))
                            .run(() -> {
                                change(transactions);
                                insert(transactions, value);
                                last.run();
                                text(transactions, SLEEP);
                            }))
                    .isInstanceOf(TransactionTimedOutException.class);
        }
    },
    CANCELLED(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception {
            CompletableFuture<Boolean> atItsLast = new CompletableFuture<>();
            CompletableFuture<@Nullable Void> block = transactions.atomic().runAsync(() -> {
                try {
                    change(transactions);
                    insert(transactions, value);
                    last.run();
                    atItsLast.complete(true);
                } catch (Throwable t) {
                    atItsLast.completeExceptionally(t);
                }
                text(transactions, SLEEP);
            });
            try {
                Await.value(atItsLast);
            } finally {
                block.cancel(true);
            }
        }
    },
    LOST(false) {
        @Override
        void run(Transactions transactions, int value, CheckedRunnable<Exception> last) {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        change(transactions);
                        insert(transactions, value);
                        last.run();
                        text(transactions, "select pg_terminate_backend(pg_backend_pid())::text");
                    }))
                    .hasStackTraceContaining("PSQLException");
        }
    };

    private static final String SLEEP = "select pg_sleep(100)::text";

    /** Whether what it has inserted is there afterwards. */
    final boolean commits;

    PooledBlock(boolean commits) {
        this.commits = commits;
    }

    /**
     * Runs it.
     *
     * @param value what it inserts
     * @param last what it does before it ends
     */
    abstract void run(Transactions transactions, int value, CheckedRunnable<Exception> last) throws Exception;

    private static void change(Transactions transactions) {
        transactions
                .submit(connection -> {
                    connection.setSchema("other");
                    connection.setClientInfo("ApplicationName", "block");
                    connection.setNetworkTimeout(Runnable::run, 60_000);
                    connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
                    streamAndLeaveOpen(connection);
                    return true;
                })
                .join();
        assertThat(text(transactions, "show search_path")).isEqualTo("other");
        assertThat(text(transactions, "show application_name")).isEqualTo("block");
    }

    @SuppressWarnings("resource") // It is left open on purpose.
    private static void streamAndLeaveOpen(Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        statement.setFetchSize(1);
        assertThat(statement.executeQuery("select generate_series(1, 10)").next())
                .isTrue();
    }

    private static void insert(Transactions transactions, int value) {
        transactions
                .submit(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.executeUpdate("insert into public.entry values (" + value + ")");
                    }
                })
                .join();
    }

    private static @Nullable String text(Transactions transactions, String sql) {
        return transactions
                .<@Nullable String>submit(connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet result = statement.executeQuery(sql)) {
                        assertThat(result.next()).isTrue();
                        return result.getString(1);
                    }
                })
                .join();
    }
}
