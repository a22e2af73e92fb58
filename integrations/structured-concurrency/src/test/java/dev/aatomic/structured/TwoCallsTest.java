package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Server;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Blocks that another library opens and ends by two calls, as Spring does, and forks. */
final class TwoCallsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;
    private ThreadTransactions library;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.POSTGRES, 2);
        library = new ThreadTransactions(database.source());
        transactions = fixtures.transactions(database, builder -> builder.enclosing(library));
    }

    private @Nullable Throwable failureOfAFork() throws InterruptedException {
        try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
            Subtask<Integer> fork =
                    scope.fork(() -> transactions.submit(insert(9)).join());
            scope.join();
            return fork.state() == Subtask.State.FAILED ? fork.exception() : null;
        }
    }

    @Test
    void forksBetweenTheCallsAreInNoBlock() throws InterruptedException {
        ThreadBlocks.OpenBlock block = library.blocks().open(transactions.atomic());
        transactions.submit(insert(1)).join();
        assertThat(failureOfAFork()).isInstanceOf(NoTransactionException.class);
        block.end(null);

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void forksBetweenTheCallsInABlockAreNotInTheOneAround() throws InterruptedException {
        transactions.atomic().run(() -> {
            ThreadBlocks.OpenBlock nested = library.blocks().open(transactions.atomic());
            assertThat(failureOfAFork()).isInstanceOf(NoTransactionException.class);
            nested.end(null);
            assertThat(failureOfAFork()).isNull();
        });

        assertThat(database.rows()).containsExactly(9);
    }

    @Test
    void forkMayCallWhatOpensABlockByTwoCalls() throws InterruptedException {
        transactions.atomic().run(() -> {
            try (var scope = StructuredTaskScope.open(Joiner.<Integer>anySuccessfulResultOrThrow())) {
                for (int row = 0; row < 4; row++) {
                    int own = row;
                    scope.fork(() -> {
                        ThreadBlocks.OpenBlock nested = library.blocks().open(transactions.atomic());
                        try {
                            transactions.submit(insert(own)).join();
                        } catch (RuntimeException stopped) {
                            nested.end(stopped);
                            throw stopped;
                        }
                        nested.end(null);
                        return own;
                    });
                }
                transactions.submit(insert(10 + scope.join())).join();
            }
        });

        assertThat(database.rows()).hasSizeBetween(2, 5).anyMatch(row -> row >= 10);
    }
}
