package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("hooks")
final class SynchronizationsTest {

    private static final Object KEY = new Object();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private PooledDatabase database;
    private Transactions transactions;
    private TransactionSynchronizations synchronizations;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
        synchronizations = TransactionSynchronizations.of(transactions);
    }

    /** Holds rows back, as an object-relational mapper does, and sends them where it is told to. */
    private final class Rows implements TransactionSynchronization {

        private final List<Integer> pending = new ArrayList<>();
        private final Map<Object, Integer> savepoints = new IdentityHashMap<>();

        void add(int row) {
            pending.add(row);
        }

        private void send(String station) throws SQLException {
            told.add(station + pending);
            assertThat(synchronizations.isHeldHere()).isTrue();
            try (Connection connection = synchronizations.connection()) {
                for (int row : pending) {
                    Sql.insert(connection, row);
                }
            }
            pending.clear();
        }

        private String number(Object savepoint) {
            return " of " + savepoints.get(savepoint);
        }

        @Override
        public void beforeSavepoint(Object savepoint) throws SQLException {
            savepoints.put(savepoint, savepoints.size() + 1);
            send("savepoint" + number(savepoint) + " ");
        }

        @Override
        public void beforeRelease(Object savepoint) throws SQLException {
            send("end" + number(savepoint) + " ");
        }

        @Override
        public void afterRelease(Object savepoint) {
            told.add("released" + number(savepoint));
        }

        @Override
        public void afterRollback(Object savepoint, boolean isKept) {
            told.add("undone" + number(savepoint) + (isKept ? ", kept" : ""));
            pending.clear();
        }

        @Override
        public void beforeCommit() throws SQLException {
            send("commit ");
        }

        @Override
        public void afterCompletion(Outcome outcome) {
            assertThat(synchronizations.block()).isNull();
            told.add(outcome + ", out " + database.source().open());
        }
    }

    private void add(int row) {
        synchronizations.get(KEY, Rows::new).add(row);
    }

    @Test
    void isToldOfTheStationsOfTheWholeTree() {
        transactions.atomic().run(() -> {
            add(1);
            transactions.atomic().run(() -> {
                add(2);
                transactions.atomic().run(() -> add(3));
                add(4);
            });
            add(5);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        add(6);
                        throw new IOException("the nested block's");
                    }))
                    .isInstanceOf(IOException.class);
            transactions.atomic().savepoint(false).run(() -> add(7));
            transactions.beforeCommit(() -> add(8));
            transactions.onCommit(() -> told.add("hook"));
        });

        assertThat(told)
                .containsExactly(
                        "savepoint of 1 [1]",
                        "savepoint of 2 [2]",
                        "end of 2 [3]",
                        "released of 2",
                        "end of 1 [4]",
                        "released of 1",
                        "savepoint of 3 [5]",
                        "undone of 3",
                        "commit [7, 8]",
                        "COMMITTED, out 0",
                        "hook");
        assertThat(database.rows()).containsExactly(1, 2, 3, 4, 5, 7, 8);
    }

    /** What is nested in it goes on as ever: a rollback that is only asked for refuses no statement. */
    @Test
    void isToldOfSavepointsInABlockThatAskedForItsRollback() {
        transactions.atomic().run(() -> {
            add(1);
            transactions.atomic().run(() -> {
                add(2);
                transactions.setRollbackOnly(true);
                transactions.atomic().run(() -> add(3));
            });
            add(4);
        });

        assertThat(told)
                .containsExactly(
                        "savepoint of 1 [1]",
                        "savepoint of 2 [2]",
                        "end of 2 [3]",
                        "released of 2",
                        "undone of 1",
                        "commit [4]",
                        "COMMITTED, out 0");
        assertThat(database.rows()).containsExactly(1, 4);
    }

    @Test
    void isNotToldOfSavepointsInABrokenBlock() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    add(1);
                    Await.failure(transactions.submit(bad()));
                    transactions.atomic().run(() -> add(2));
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(told).containsExactly("ROLLED_BACK, out 0");
    }

    @Test
    void isToldOfTheUsersSavepoints() {
        transactions.atomic().run(() -> {
            add(1);
            Savepoint first = transactions.savepoint().join();
            add(2);
            Savepoint second = transactions.savepoint().join();
            add(3);
            transactions.savepointRollback(second).join();
            add(4);
            transactions.savepointCommit(first).join();
        });

        assertThat(told)
                .containsExactly(
                        "savepoint of 1 [1]",
                        "savepoint of 2 [2]",
                        "undone of 2, kept",
                        "released of 1",
                        "commit [4]",
                        "COMMITTED, out 0");
        assertThat(database.rows()).containsExactly(1, 2, 4);
    }

    @Test
    void firstUseMayBeInANestedBlock() {
        transactions.atomic().run(() -> {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        add(1);
                        throw new IOException("the nested block's");
                    }))
                    .isInstanceOf(IOException.class);
            add(2);
        });

        assertThat(told).containsExactly("undone of null", "commit [2]", "COMMITTED, out 0");
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void failureBeforeCommitIsTheBlocks() {
        database.execute("insert into entry values (1)");

        assertThatThrownBy(() -> transactions.atomic().run(() -> add(1)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("PRIMARY");

        assertThat(told).containsExactly("commit [1]", "ROLLED_BACK, out 0");
    }

    @Test
    void failureBeforeTheReleaseIsTheNestedBlocks() {
        database.execute("insert into entry values (1)");

        transactions.atomic().run(() -> {
            add(2);
            assertThatThrownBy(() -> transactions.atomic().run(() -> add(1))).isInstanceOf(SQLException.class);
            add(3);
        });

        assertThat(told)
                .containsExactly("savepoint of 1 [2]", "end of 1 [1]", "undone of 1", "commit [3]", "COMMITTED, out 0");
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void failureBeforeTheSavepointBreaksTheBlockAroundIt() {
        database.execute("insert into entry values (1)");
        List<String> ran = new ArrayList<>();

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    add(1);
                    assertThatThrownBy(() -> transactions.atomic().run(() -> ran.add("nested")))
                            .isInstanceOf(SQLException.class);
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(SQLException.class);

        assertThat(ran).isEmpty();
        assertThat(told).containsExactly("savepoint of 1 [1]", "ROLLED_BACK, out 0");
    }

    @Test
    void failureBeforeTheUsersSavepointBreaksTheBlock() {
        database.execute("insert into entry values (1)");

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    add(1);
                    assertThat(Await.failure(transactions.savepoint())).isInstanceOf(SQLException.class);
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void isNotToldOfACommitThatWillNotCome() {
        transactions.atomic().run(() -> {
            add(1);
            transactions.setRollbackOnly(true);
        });
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    add(2);
                    Await.failure(transactions.submit(bad()));
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(told).containsExactly("ROLLED_BACK, out 0", "ROLLED_BACK, out 0");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void isToldOfARefusedAndOfAnUnknownCommit() {
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("refused", "40001")));
        assertThatThrownBy(() -> transactions.atomic().run(() -> add(1)))
                .isInstanceOf(TransactionSystemException.class);
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("lost", "08006")));
        assertThatThrownBy(() -> transactions.atomic().run(() -> add(2)))
                .isInstanceOf(CommitOutcomeUnknownException.class);

        assertThat(told).containsExactly("commit [1]", "ROLLED_BACK, out 0", "commit [2]", "UNKNOWN, out 0");
    }

    /** The caller is told without the driver, and the synchronization once the driver has let go. */
    @Test
    void isToldOnceTheDriverHasLetGo() {
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            Duration timeout = Duration.ofMillis(50);
            do {
                timeout = timeout.multipliedBy(2);
                told.clear();
                assertThat(Await.failure(transactions.atomic().timeout(timeout).getStageAsync(() -> {
                            add(1);
                            return CompletableFuture.completedFuture(1);
                        })))
                        .isInstanceOf(TransactionTimedOutException.class);
            } while (!hang.wasReached());
            Await.until("closed physically", hang::wasClosedUnderIt);
            Await.until("told", () -> told.size() == 2);
        }
        assertThat(told.get(0)).isEqualTo("commit [1]");
        assertThat(told.get(1)).startsWith("ROLLED_BACK");
    }

    @Test
    void blockOfATestIsATransactionOfItsOwn() throws Exception {
        TestBlock test = TestBlocks.of(transactions).open("default", "the test");
        try {
            test.call(() -> {
                transactions.atomic().run(() -> {
                    add(1);
                    transactions.atomic().run(() -> add(2));
                    transactions.beforeCommit(() -> told.add("before commit"));
                });
                transactions
                        .atomic()
                        .run(() ->
                                assertThat(synchronizations.getIfPresent(KEY)).isNull());
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            add(3);
                            throw new IOException("the block's");
                        }))
                        .isInstanceOf(IOException.class);
                return null;
            });
        } finally {
            test.end();
        }

        assertThat(told)
                .containsExactly(
                        "savepoint of 1 [1]",
                        "end of 1 [2]",
                        "released of 1",
                        "before commit",
                        "commit []",
                        "COMMITTED, out 1",
                        "ROLLED_BACK, out 1");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void whatItThrowsAfterwardsChangesNothing() {
        transactions
                .atomic()
                .run(() -> synchronizations.get(KEY, () -> new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(Outcome outcome) {
                        throw new IllegalStateException("after " + outcome);
                    }
                }));
        CompletableFuture<Integer> next = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        assertThat(Await.value(next)).isOne();
    }

    @Test
    void whatIsMadeWhileItsBlockIsCutShortIsEnded() {
        CompletableFuture<CompletableFuture<?>> opened = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    assertThatThrownBy(() -> synchronizations.get(KEY, () -> {
                                Await.value(opened).cancel(true);
                                return new TransactionSynchronization() {
                                    @Override
                                    public void afterCompletion(Outcome outcome) {
                                        told.add("ended " + outcome);
                                    }
                                };
                            }))
                            .hasMessageContaining("block");
                    return null;
                }));
        opened.complete(block);

        Await.until("it is ended", () -> !told.isEmpty());
        Await.until("the connection is back", () -> database.active() == 0);
        assertThat(told).containsExactly("ended ROLLED_BACK");
    }
}
