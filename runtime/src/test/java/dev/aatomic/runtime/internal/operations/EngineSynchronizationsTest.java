package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("hooks")
final class EngineSynchronizationsTest {

    private static final Object KEY = new Object();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;
    private TransactionSynchronizations synchronizations;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        transactions = fixtures.transactions(database);
        synchronizations = TransactionSynchronizations.of(transactions);
    }

    private static final class Kept implements TransactionSynchronization {}

    @Test
    void isOneForEachTransaction() {
        transactions.atomic().run(() -> {
            TransactionSynchronization outer = synchronizations.get(KEY, Kept::new);
            assertThat(synchronizations.get("another key", Kept::new)).isNotSameAs(outer);
            transactions.atomic().run(() -> {
                assertThat(synchronizations.get(KEY, Kept::new)).isSameAs(outer);
                assertThat(synchronizations.block()).isNotSameAs(synchronizations.outermostBlock());
            });
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> assertThat(synchronizations.getIfPresent(KEY)).isNull());
            Object block = synchronizations.block();
            assertThat(block).isNotNull().isSameAs(synchronizations.outermostBlock());
        });
        transactions
                .atomic()
                .run(() -> assertThat(synchronizations.getIfPresent(KEY)).isNull());
    }

    @Test
    void callHasTheConnectionForItself() {
        Object[] seen = new Object[2];
        Await.value(transactions.atomic().getStageAsync(() -> {
            seen[0] = synchronizations.block();
            return transactions
                    .bind(fixtures.foreign().call(() -> 1))
                    .thenApply(one -> synchronizations.call(() -> {
                        assertThat(synchronizations.isHeldHere()).isTrue();
                        // In a step it is called at once: it would wait for itself.
                        return synchronizations.call(() -> seen[1] = synchronizations.block());
                    }));
        }));
        assertThat(seen[1]).isSameAs(seen[0]).isNotNull();

        IOException failure = new IOException("the function's");
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(() -> synchronizations.call(() -> {
                            throw failure;
                        }))
                        .isSameAs(failure));
    }

    @Test
    void lastingConnectionOutlivesTheStepThatOpensIt() throws SQLException {
        Connection[] lasting = new Connection[1];
        transactions.atomic().get(() -> {
            transactions
                    .submit(ignored -> lasting[0] = synchronizations.connection())
                    .join();
            transactions.submit(ignored -> Sql.insert(lasting[0], 1)).join();
            Sql.insert(lasting[0], 2);
            transactions
                    .atomic()
                    .run(() ->
                            assertThatThrownBy(() -> Sql.insert(lasting[0], 3)).hasMessageContaining("nested"));
            return null;
        });

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void isRefusedOutsideOfBlocks() {
        assertThatThrownBy(() -> synchronizations.get(KEY, Kept::new)).isInstanceOf(NoTransactionException.class);
        assertThatThrownBy(() -> transactions.autocommit(() -> {
                    synchronizations.get(KEY, Kept::new);
                    return null;
                }))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("autocommit");
        assertThat(synchronizations.block()).isNull();
        assertThat(synchronizations.outermostBlock()).isNull();
        assertThat(synchronizations.isHeldHere()).isFalse();
    }

    @Test
    void breaksABlockWithACause() {
        IllegalStateException cause = new IllegalStateException("marked");

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    assertThatThrownBy(() -> transactions.atomic().run(() -> synchronizations.breakBlock(cause)))
                            .isInstanceOf(UnexpectedRollbackException.class)
                            .hasCause(cause);
                    assertThat(transactions.isRollbackOnly()).isFalse();
                    synchronizations.breakBlock(cause);
                    assertThatThrownBy(() -> transactions.submit(insert(2)).join())
                            .hasRootCause(cause);
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(cause);

        assertThat(database.rows()).containsExactly();
    }
}
