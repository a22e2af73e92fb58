package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G12: whichever call on the driver fails, the connection comes back clean or not at all, and the next scope works. */
@Tag("G12")
final class CleanConnectionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void errorOfEveryCallbackLeavesTheConnectionClean(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        LinkageError error = new LinkageError("user");

        assertThat(Await.failure(transactions.atomic().runAsync(() -> {
                    throw error;
                })))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)).thenApply(n -> {
                            throw error;
                        }))))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(connection -> {
                            throw error;
                        }))))
                .isSameAs(error);
        assertThat(Await.failure(transactions
                        .atomic()
                        .runAsync(() -> transactions.onCommit(() -> {
                            throw error;
                        }))))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(error);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void unreachableOpenScopeIsRolledBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        enterAndForget(transactions);

        Await.until("the connection is back", () -> {
            System.gc();
            return database.source().open() == 0;
        });

        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    private static void enterAndForget(Transactions transactions) {
        Scope scope = Await.value(transactions.atomic().enter());
        Await.value(scope.submit(insert(1)));
    }

    @Test
    void closeWaitsForOpenScopesAndRefusesNewOnes() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        AtomicInteger hooks = new AtomicInteger();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(hooks::incrementAndGet);
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> gate)
                    .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        });

        CompletableFuture<String> closing = fixtures.foreign().call(() -> {
            transactions.close();
            return "closed";
        });
        gate.complete(1);

        Await.value(block);
        Await.value(closing);
        assertThat(hooks).hasValue(1);
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {}))).isInstanceOf(TransactionException.class);
        transactions.close();
    }
}
