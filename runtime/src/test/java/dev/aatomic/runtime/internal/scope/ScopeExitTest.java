package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a block ends on the thread that has run its body. */
final class ScopeExitTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** How a body ends whose block ends on its thread. */
    enum Body {
        RETURNS {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return transactions
                        .atomic()
                        .runAsync(() -> transactions.submit(insert(1)).join());
            }
        },
        RETURNS_STAGE {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return staged(transactions, () -> {
                    transactions.submit(insert(1)).join();
                    return CompletableFuture.completedFuture(1);
                });
            }
        },
        RETURNS_FAILED_STAGE {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return staged(transactions, () -> {
                    transactions.submit(insert(1)).join();
                    return CompletableFuture.failedFuture(new IOException());
                });
            }
        },
        THROWS {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1)).join();
                    throw new IOException();
                });
            }
        };

        abstract CompletableFuture<?> open(Transactions transactions);

        private static CompletableFuture<Integer> staged(
                Transactions transactions, CheckedSupplier<CompletionStage<Integer>, ?> body) {
            return transactions.atomic().getStageAsync(body);
        }
    }

    /** What a driver or a pool does there is none of the block's work. */
    @Tag("G17")
    @ParameterizedTest
    @EnumSource
    void noScopeIsCurrentForTheDriver(Body body) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> seen = new CopyOnWriteArrayList<>();
        database.source().fail(call -> {
            if (call.is("Connection.commit") || call.is("Connection.rollback") || call.is("Connection.close")) {
                seen.add(call.name() + (isScopeCurrent(transactions) ? " in a scope" : " in none"));
            }
            return null;
        });

        Await.end(body.open(transactions));

        boolean commits = body == Body.RETURNS || body == Body.RETURNS_STAGE;
        assertThat(seen)
                .containsExactly(
                        commits ? "Connection.commit in none" : "Connection.rollback in none",
                        "Connection.close in none");
    }

    private static boolean isScopeCurrent(Transactions transactions) {
        try {
            transactions.scope();
            return true;
        } catch (NoTransactionException none) {
            return false;
        }
    }

    /** Nobody else could tell the caller: it would wait for ever. */
    @Tag("G1")
    @ParameterizedTest
    @EnumSource
    void whatIsThrownInsideTheEndReachesTheCaller(Body body) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source().fail(JdbcFault.on("Connection.close", new IllegalStateException("cannot be closed")));

        try (ThrowingHandler log = new ThrowingHandler()) {
            CompletableFuture<?> block = body.open(transactions);

            Await.end(block);
            assertThat(log.hasThrown()).isTrue();
        }
    }

    /** A log of the user's that is broken. */
    private static final class ThrowingHandler extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger("dev.aatomic.runtime.internal.jdbc");
        private volatile boolean thrown;

        private ThrowingHandler() {
            logger.addHandler(this);
        }

        boolean hasThrown() {
            return thrown;
        }

        @Override
        public void publish(LogRecord entry) {
            if (!thrown) {
                thrown = true;
                throw new IllegalStateException("The log is full");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
