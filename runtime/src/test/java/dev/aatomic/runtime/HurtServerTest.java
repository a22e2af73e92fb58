package dev.aatomic.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.HurtServer;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    private static final int SECONDS = Integer.getInteger("aatomic.stress.seconds", 3);
    private static final int CONNECTIONS = 6;
    private static final int AT_ONCE = 32;
    private static final int ACCOUNTS = 20;
    private static final int BALANCE = 1000;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final Random random = new Random(20_260_401L);
    private final ConcurrentMap<Integer, Outcome> verdicts = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new ArrayList<>();

    private TestDatabase bank() {
        TestDatabase database = fixtures.database(Server.POSTGRES, CONNECTIONS);
        // A transfer that waits for a connection gives up soon; the pool takes nothing shorter.
        database.pool().setConnectionTimeout(250);
        database.pool().setValidationTimeout(250);
        database.execute("create table account(id int primary key, balance int not null)");
        database.execute("insert into account select i, " + BALANCE + " from generate_series(1, " + ACCOUNTS + ") i");
        // No key: a transfer done twice would be there twice.
        database.execute("create table ledger(id int not null)");
        // COMMIT takes a while, so that backends die in it too.
        database.execute("create function linger() returns trigger language plpgsql as "
                + "$$ begin perform pg_sleep(0.003); return null; end $$");
        database.execute("create constraint trigger lingers after insert on ledger deferrable initially deferred"
                + " for each row execute function linger()");
        return database;
    }

    @Test
    void verdictIsTrueWhileBackendsDie() {
        TestDatabase database = bank();
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 1L);
        try (hurt) {
            load(hurt, id -> transfer(transactions, transactions.atomic(), hurt, id));
        }

        assertVerdictsAreTrue(database);
        assertThat(hurt.kills()).as("backends terminated").isPositive();
        assertThat(hurt.thefts()).as("times the pool was starved").isPositive();
        assertThat(count(Outcome.COMMITTED)).as("committed").isPositive();
        assertThat(count(Outcome.ROLLED_BACK)).as("rolled back").isPositive();
    }

    @Test
    void verdictIsTrueWhileTransfersAreCancelledOrOverdueToo() {
        TestDatabase database = bank();
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 3L);
        List<CompletableFuture<Integer>> toCancel = new ArrayList<>();
        try (hurt) {
            load(hurt, id -> {
                int impatience = random.nextInt(4);
                if (impatience == 0) {
                    Duration timeout = Duration.ofMillis(10 + random.nextInt(150));
                    return transfer(transactions, transactions.atomic().timeout(timeout), hurt, id);
                }
                CompletableFuture<Integer> block = transfer(transactions, transactions.atomic(), hurt, id);
                if (impatience == 1) {
                    // One of those at random: it waits, works, commits or has ended.
                    toCancel.add(block);
                    if (toCancel.size() > AT_ONCE / 4) {
                        toCancel.remove(random.nextInt(toCancel.size())).cancel(true);
                    }
                }
                return block;
            });
        }

        assertVerdictsAreTrue(database);
        assertThat(count(Outcome.COMMITTED)).as("committed").isPositive();
        assertThat(failures).hasAtLeastOneElementOfType(TransactionTimedOutException.class);
        assertThat(failures).hasAtLeastOneElementOfType(CancellationException.class);
    }

    @Test
    void verdictIsTrueAtSerializableWithRetryWhileBackendsDie() {
        TestDatabase database = bank();
        Transactions transactions = fixtures.transactions(database);
        HurtServer hurt = new HurtServer(database, 2L);
        try (hurt) {
            load(hurt, id -> transferByReading(transactions, serializable(transactions), hurt, id));
        }

        assertVerdictsAreTrue(database);
        assertThat(hurt.kills()).as("backends terminated").isPositive();
        assertThat(count(Outcome.COMMITTED)).as("committed").isPositive();
    }

    @Test
    void everyTransferEndsWellAtSerializableWithRetry() {
        TestDatabase database = bank();
        database.pool().setConnectionTimeout(20_000);
        Transactions transactions = fixtures.transactions(database);

        load(null, id -> transferByReading(transactions, serializable(transactions), null, id));

        assertVerdictsAreTrue(database);
        assertThat(failures).isEmpty();
        assertThat(count(Outcome.COMMITTED)).isEqualTo(verdicts.size()).isPositive();
    }

    private static Atomic serializable(Transactions transactions) {
        return transactions
                .atomic()
                .isolation(Isolation.SERIALIZABLE)
                .retry(RetryPolicy.ofMaxAttempts(1000).withBackoff(Duration.ofMillis(1), Duration.ofMillis(50)));
    }

    // ---- the load

    /** Starts a transfer. */
    private interface Transfers {
        CompletableFuture<Integer> start(int id);
    }

    private void load(HurtServer hurt, Transfers transfers) {
        Semaphore permits = new Semaphore(AT_ONCE);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int id = 1; System.nanoTime() < end; id++) {
            take(permits, 1);
            int number = id;
            transfers.start(number).whenComplete((value, failure) -> {
                verdicts.put(number, verdict(failure));
                if (hurt != null) {
                    hurt.transferEnded(failure instanceof CannotCreateTransactionException);
                }
                permits.release();
            });
        }
        // Every transfer ends.
        take(permits, AT_ONCE);
    }

    private static void take(Semaphore permits, int number) {
        try {
            assertThat(permits.tryAcquire(number, 60, TimeUnit.SECONDS))
                    .as("transfers end")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    private Outcome verdict(Throwable failure) {
        if (failure == null) {
            return Outcome.COMMITTED;
        }
        synchronized (failures) {
            failures.add(failure);
        }
        return failure instanceof TransactionException known ? known.outcome() : Outcome.ROLLED_BACK;
    }

    // ---- the transfers

    /** Hops, nested blocks, and bodies that fail on purpose, at random. */
    private CompletableFuture<Integer> transfer(Transactions transactions, Atomic atomic, HurtServer hurt, int id) {
        int from = 1 + random.nextInt(ACCOUNTS);
        int to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(50);
        // In the order of the accounts, so that transfers do not deadlock.
        String first = change(Math.min(from, to), from < to ? -amount : amount);
        String second = change(Math.max(from, to), from < to ? amount : -amount);
        boolean hops = random.nextInt(3) == 0;
        boolean nested = random.nextInt(4) == 0;
        boolean fails = random.nextInt(10) == 0;
        return atomic.getStageAsync(() -> transactions
                .submit(connection -> record(connection, hurt, id))
                .thenCompose(n -> hops ? hop() : CompletableFuture.completedFuture(n))
                .thenCompose(n -> transactions.submit(Sql.update(first)))
                .thenCompose(n -> nested
                        ? transactions.atomic().getStageAsync(() -> transactions.submit(Sql.update(second)))
                        : transactions.submit(Sql.update(second)))
                .thenCompose(n -> fails
                        ? CompletableFuture.failedFuture(new IOException("on purpose"))
                        : CompletableFuture.completedFuture(n)));
    }

    private CompletableFuture<Integer> hop() {
        return CompletableFuture.supplyAsync(() -> 1, fixtures.foreign());
    }

    private static String change(int account, int amount) {
        return "update account set balance = balance + " + amount + " where id = " + account;
    }

    /** Reads both balances and writes what it computed: right only where transactions are serializable. */
    private CompletableFuture<Integer> transferByReading(
            Transactions transactions, Atomic atomic, HurtServer hurt, int id) {
        int from = 1 + random.nextInt(ACCOUNTS);
        int to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(50);
        return atomic.getStageAsync(() -> transactions
                .submit(connection -> record(connection, hurt, id))
                .thenCompose(n -> transactions.submit(connection -> balance(connection, from)))
                .thenCompose(balance -> transactions.submit(Sql.update(set(from, balance - amount))))
                .thenCompose(n -> hop())
                .thenCompose(n -> transactions.submit(connection -> balance(connection, to)))
                .thenCompose(balance -> transactions.submit(Sql.update(set(to, balance + amount)))));
    }

    private static int balance(Connection connection, int account) throws SQLException {
        return Sql.integers(connection, "select balance from account where id = " + account)
                .get(0);
    }

    private static String set(int account, int balance) {
        return "update account set balance = " + balance + " where id = " + account;
    }

    private static int record(Connection connection, HurtServer hurt, int id) throws SQLException {
        int pid = Sql.integers(connection, "insert into ledger values (" + id + ") returning pg_backend_pid()")
                .get(0);
        if (hurt != null) {
            hurt.backend(pid);
        }
        return pid;
    }

    // ---- afterwards

    private long count(Outcome outcome) {
        return verdicts.values().stream().filter(verdict -> verdict == outcome).count();
    }

    private void assertVerdictsAreTrue(TestDatabase database) {
        // A backend that was terminated in COMMIT may be at it still.
        Await.until(
                "no transfer is under way",
                () -> database.integers("select count(*)::int from pg_locks where relation = 'ledger'::regclass")
                                .get(0)
                        == 0);
        List<Integer> ledger = database.integers("select id from ledger");
        Set<Integer> done = new HashSet<>(ledger);
        Map<Outcome, Set<Integer>> lies = new EnumMap<>(Outcome.class);
        verdicts.forEach((id, verdict) -> {
            boolean there = done.contains(id);
            if (verdict == Outcome.COMMITTED && !there || verdict == Outcome.ROLLED_BACK && there) {
                lies.computeIfAbsent(verdict, key -> new HashSet<>()).add(id);
            }
        });
        Map<Integer, Integer> times = new HashMap<>();
        ledger.forEach(id -> times.merge(id, 1, Integer::sum));

        assertThat(lies).as("transfers that are not what their stage said").isEmpty();
        assertThat(times.values()).as("times each transfer was done").allMatch(number -> number == 1);
        assertThat(verdicts.keySet()).containsAll(done);
        assertThat(database.integers("select sum(balance)::int from account")).containsExactly(ACCOUNTS * BALANCE);
        assertThat(database.source().open()).as("connections out").isZero();
        LOGGER.log(
                System.Logger.Level.INFO,
                "Committed {0}, rolled back {1}, unknown {2}",
                count(Outcome.COMMITTED),
                count(Outcome.ROLLED_BACK),
                count(Outcome.UNKNOWN));
    }
}
