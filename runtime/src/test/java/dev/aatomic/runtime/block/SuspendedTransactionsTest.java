package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A library whose transaction gets hold of each connection that is opened on its thread, and may end under a block. */
@Tag("propagation")
final class SuspendedTransactionsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> told = new CopyOnWriteArrayList<>();

    /** Its only transaction, as long as it is on the thread. */
    private final AtomicReference<@Nullable Open> current = new AtomicReference<>();

    private @Nullable ThreadBlocks blocks;

    private final class Library implements EnclosingTransactions {

        @Override
        public void register(ThreadBlocks registered) {
            blocks = registered;
        }

        @Override
        public @Nullable EnclosingTransaction current(String database) {
            return current.get();
        }

        @Override
        public @Nullable Suspended suspend(String database) {
            Open taken = current.getAndSet(null);
            if (taken == null) {
                return null;
            }
            told.add("suspended");
            return () -> {
                current.set(taken);
                told.add("resumed");
                if (taken.resumeFails) {
                    throw new IllegalStateException("resume");
                }
            };
        }
    }

    private final class Open implements EnclosingTransaction {

        private final Connection connection;
        private volatile boolean isOver;
        private volatile boolean isRollbackOnly;
        private volatile boolean resumeFails;
        private volatile int uses;

        Open(Connection connection) {
            this.connection = connection;
        }

        @Override
        public String name() {
            return "the library's transaction";
        }

        @Override
        public Connection connection() {
            told.add("lent");
            return connection;
        }

        @Override
        public void giveBack() {
            told.add("given back");
        }

        @Override
        public boolean beginUse() {
            if (isOver) {
                return false;
            }
            uses++;
            return true;
        }

        @Override
        public void endUse() {
            uses--;
        }

        @Override
        public boolean isRollbackOnly() {
            return isRollbackOnly;
        }

        @Override
        public Isolation isolation() {
            return Isolation.DEFAULT;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void setRollbackOnly() {
            isRollbackOnly = true;
        }

        @Override
        public void whenEnded(Consumer<Outcome> action) {}
    }

    /** What a test does in the library's transaction, which is rolled back. */
    private interface Work {
        void run(Transactions transactions, Open open) throws Exception;
    }

    private List<Integer> rowsAfter(Work work) throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 3);
        Transactions transactions = fixtures.transactions(database, builder -> builder.enclosing(new Library()));
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            Open open = new Open(connection);
            current.set(open);
            work.run(transactions, open);
            assertThat(current.get()).isSameAs(open);
            assertThat(open.uses).as("uses under way").isZero();
            current.set(null);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return database.rows();
    }

    @Test
    void whatIsBesideTheTransactionSuspendsIt() throws Exception {
        List<Integer> rows = rowsAfter((transactions, open) -> {
            Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
            independent.run(() -> transactions.submit(insert(1)).join());
            Await.value(independent.getStageAsync(() -> transactions.submit(insert(2))));
            independent
                    .retry(RetryPolicy.ofMaxAttempts(2))
                    .run(() -> transactions.submit(insert(3)).join());
            transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .run(() -> transactions.submit(insert(4)).join());
            transactions.autocommit(() -> {
                assertThat(current.get()).isNull();
                return transactions.submit(insert(5)).join();
            });
            ThreadBlocks.OpenBlock block = Objects.requireNonNull(blocks).open(independent);
            assertThat(current.get()).isNull();
            transactions.submit(insert(6)).join();
            block.end(null);
        });

        assertThat(rows).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(told).hasSize(12).containsOnly("suspended", "resumed");
    }

    @Test
    void blockThatTakesPartDoesNot() throws Exception {
        List<Integer> rows =
                rowsAfter((transactions, open) -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(2)).join());
                }));

        assertThat(rows).isEmpty();
        assertThat(told).containsExactly("lent", "given back");
    }

    /** The failure of the work is what its caller must see. */
    @Test
    void resumeThatFailsIsSuppressedInTheFailureOfTheWork() throws Exception {
        IOException failure = new IOException("work");
        rowsAfter((transactions, open) -> {
            open.resumeFails = true;
            Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
            assertThatThrownBy(() -> independent.run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure)
                    .hasSuppressedException(new IllegalStateException("resume"));
            assertThatThrownBy(() -> independent.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("resume");
        });
    }

    @Test
    void transactionThatIsOverRefusesTheStatementsOfItsBlock() throws Exception {
        List<Integer> rows = rowsAfter((transactions, open) -> {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(1)).join();
                        open.isOver = true;
                        transactions.submit(insert(2)).join();
                    }))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("the library's transaction");
            open.isOver = false;
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(3)).join();
                        open.isOver = true;
                    }))
                    .isInstanceOf(TransactionSystemException.class)
                    .hasRootCauseInstanceOf(SQLException.class);
        });

        assertThat(rows).isEmpty();
        assertThat(told).containsExactly("lent", "given back", "lent", "given back");
    }

    @Test
    void transactionThatWillRollBackTakesNoBlockIfItSaysSo() throws Exception {
        rowsAfter((transactions, open) -> {
            open.isRollbackOnly = true;
            assertThatThrownBy(() -> transactions.atomic().run(() -> told.add("body")))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("marked for rollback");
            assertThatThrownBy(() ->
                            transactions.atomic().propagation(Propagation.NEVER).run(() -> told.add("body")))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("NEVER");
        });

        assertThat(told).isEmpty();
    }
}
