package dev.aatomic.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Bank;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.HurtServer;
import dev.aatomic.runtime.support.Load;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G7, G8, G9, G11 and G12 on a server that is hurt: transfers under load while backends are terminated at random and the pool is starved.
 * Each transfer writes a row into a ledger within its own transaction, which tells afterwards whether what its stage said was true.
 *
 * <p>A few seconds by default; {@code -Daatomic.stress.seconds=600} for longer.
 */
@Tag("G7")
@Tag("G8")
@Tag("G9")
@Tag("G11")
@Tag("G12")
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class HurtServerTest {

    private static final System.Logger LOGGER = System.getLogger(HurtServerTest.class.getName());

    private static final int CONNECTIONS = 6;

    /** A transfer that waits for a connection gives up soon; the pool takes nothing shorter. */
    private static final Duration POOL_TIMEOUT = Duration.ofMillis(250);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final Random random = new Random(20_260_401L);
    private final PooledDatabase database = fixtures.database(Server.POSTGRES, CONNECTIONS, POOL_TIMEOUT);
    private final Bank bank = new Bank(database, fixtures.foreign(), random);

    @Test
    void verdictIsTrueWhileBackendsDie() {
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 1L);
        try (hurt) {
            load(hurt, id -> bank.transfer(transactions, transactions.atomic(), hurt::backend, id));
        }

        assertVerdictsAreTrue();
        assertThat(hurt.kills()).as("backends terminated").isPositive();
        assertThat(hurt.thefts()).as("times the pool was starved").isPositive();
        assertThat(bank.count(Outcome.COMMITTED)).as("committed").isPositive();
        assertThat(bank.count(Outcome.ROLLED_BACK)).as("rolled back").isPositive();
    }

    @Test
    void verdictIsTrueWhileTransfersAreCancelledOrOverdueToo() {
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 3L);
        List<CompletableFuture<Integer>> toCancel = new ArrayList<>();
        try (hurt) {
            load(hurt, id -> {
                int impatience = random.nextInt(4);
                if (impatience == 0) {
                    Duration timeout = Duration.ofMillis(10 + random.nextInt(150));
                    return bank.transfer(transactions, transactions.atomic().timeout(timeout), hurt::backend, id);
                }
                CompletableFuture<Integer> block =
                        bank.transfer(transactions, transactions.atomic(), hurt::backend, id);
                if (impatience == 1) {
                    // One of those at random: it waits, works, commits or has ended.
                    toCancel.add(block);
                    if (toCancel.size() > Load.atOnce() / 4) {
                        toCancel.remove(random.nextInt(toCancel.size())).cancel(true);
                    }
                }
                return block;
            });
        }

        assertVerdictsAreTrue();
        assertThat(bank.count(Outcome.COMMITTED)).as("committed").isPositive();
        assertThat(bank.failures()).hasAtLeastOneElementOfType(TransactionTimedOutException.class);
        assertThat(bank.failures()).hasAtLeastOneElementOfType(CancellationException.class);
    }

    @Test
    void verdictIsTrueAtSerializableWithRetryWhileBackendsDie() {
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 2L);
        try (hurt) {
            load(hurt, id -> bank.transferByReading(transactions, serializable(transactions), hurt::backend, id));
        }

        assertVerdictsAreTrue();
        assertThat(hurt.kills()).as("backends terminated").isPositive();
        assertThat(bank.count(Outcome.COMMITTED)).as("committed").isPositive();
    }

    @Test
    void everyTransferEndsWellAtSerializableWithRetry() {
        PooledDatabase patient = fixtures.database(Server.POSTGRES, CONNECTIONS);
        Bank unhurt = new Bank(patient, fixtures.foreign(), random);
        Transactions transactions = fixtures.transactions(patient);

        Load.run(
                id -> unhurt.transferByReading(transactions, serializable(transactions), backend -> {}, id),
                unhurt::ended);

        unhurt.assertVerdictsAreTrue();
        assertThat(unhurt.failures()).isEmpty();
        assertThat(unhurt.count(Outcome.COMMITTED))
                .isEqualTo(unhurt.transfers())
                .isPositive();
    }

    private static Atomic serializable(Transactions transactions) {
        return transactions
                .atomic()
                .isolation(Isolation.SERIALIZABLE)
                .retry(RetryPolicy.ofMaxAttempts(1000).withBackoff(Duration.ofMillis(1), Duration.ofMillis(50)));
    }

    private void load(HurtServer hurt, IntFunction<CompletableFuture<?>> transfers) {
        Load.run(transfers, (id, failure) -> {
            bank.ended(id, failure);
            hurt.transferEnded(failure instanceof CannotCreateTransactionException);
        });
    }

    private void assertVerdictsAreTrue() {
        bank.assertVerdictsAreTrue();
        assertThat(database.source().open()).as("connections out").isZero();
        LOGGER.log(System.Logger.Level.INFO, bank.summary());
    }
}
