package dev.aatomic.runtime.hook;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks that go on after they have returned: awaited in order, with the connection given back. */
@Tag("D6")
@Tag("hooks")
final class AsynchronousHookTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(Server.class)
    void awaitedInOrderWithTheConnectionGivenBack(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> {
                ran.add("first, out " + database.source().open() + ", rows " + database.rows());
                return gate.thenRun(() -> ran.add("first is done"));
            });
            transactions.onCommit(() -> ran.add("second"));
            transactions.onCommitAsync(() -> fixtures.foreign().later(1).thenRun(() -> ran.add("third")));
            return transactions.submit(insert(1));
        });
        Await.until("the first runs", () -> ran.size() == 1);

        assertThat(block).isNotDone();
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))))
                .as("another block on the only connection")
                .isEqualTo(1);
        assertThat(ran).containsExactly("first, out 0, rows [1]");
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(ran).containsExactly("first, out 0, rows [1]", "first is done", "second", "third");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void mayUseTheDatabaseAndOpenBlocks(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> transactions
                    .submit(insert(2))
                    .thenCompose(fixtures.foreign()::later)
                    .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(3)))));
            return transactions.submit(insert(1));
        }));

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @Test
    void failedStageCountsAsTheHooksFailure() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("hook");
        CheckedRunnable<RuntimeException> dropped = () -> ran.add("dropped");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> fixtures.foreign().laterFailing(new CompletionException(failure)));
            transactions.onCommit(dropped);
            return transactions.submit(insert(1));
        }));

        assertThat(thrown).isInstanceOf(AfterCommitException.class).hasCause(failure);
        assertThat(((AfterCommitException) thrown).droppedHooks()).containsExactly(dropped);
        assertThat(((AfterCommitException) thrown).result()).isEqualTo(1);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void throwingReturningNullAndCancelledStagesAreFailuresToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        List<CheckedSupplier<CompletableFuture<Integer>, IOException>> hooks = List.of(
                () -> {
                    throw new IOException("thrown");
                },
                () -> null,
                () -> cancelled);

        for (CheckedSupplier<CompletableFuture<Integer>, IOException> hook : hooks) {
            assertThat(Await.failure(transactions.atomic().runAsync(() -> transactions.onCommitAsync(hook))))
                    .isInstanceOf(AfterCommitException.class);
        }
    }

    @Test
    void robustHookAfterOneThatWasAwaitedIsLoggedOnly() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().runAsync(() -> {
            transactions.onCommitAsync(() -> fixtures.foreign().later(1));
            transactions.onCommitRobust(() -> {
                throw new IOException("robust");
            });
            transactions.onCommitAsync(() -> fixtures.foreign().later(2).thenRun(() -> ran.add("last")));
        }));

        assertThat(ran).containsExactly("last");
    }

    @Test
    void blockingFormWaitsForThem() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions.onCommitAsync(
                        () -> fixtures.foreign().later(1).thenRun(() -> ran.add("hook"))));

        assertThat(ran).containsExactly("hook");
    }

    @Test
    void droppedWithItsBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .runAsync(() -> assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            transactions.onCommitAsync(() -> {
                                ran.add("dropped");
                                return CompletableFuture.completedFuture(1);
                            });
                            throw new IOException("nested");
                        }))
                        .isInstanceOf(IOException.class)));

        assertThat(ran).isEmpty();
    }

    @Test
    void thousandsThatAreDoneAtOnceDoNotOverflowTheStack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().direct()));

        Await.value(transactions.atomic().runAsync(() -> {
            for (int i = 0; i < 20_000; i++) {
                transactions.onCommitAsync(() -> CompletableFuture.completedFuture(1));
            }
            transactions.onCommit(() -> ran.add("last"));
        }));

        assertThat(ran).containsExactly("last");
    }

    @Test
    void inTheAutocommitContextItRunsAtOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.autocommit(() -> {
            transactions.onCommitAsync(() -> {
                ran.add("at once");
                return new CompletableFuture<>();
            });
            assertThat(ran).containsExactly("at once");
            return 0;
        });
    }
}
