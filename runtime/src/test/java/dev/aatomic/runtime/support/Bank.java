package dev.aatomic.runtime.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntConsumer;

/**
 * Accounts, and a ledger into which each transfer writes a row within its own transaction, which tells afterwards whether what its
 * stage said was true.
 */
public final class Bank {

    private static final int ACCOUNTS = 20;
    private static final int BALANCE = 1000;

    private final PooledDatabase database;
    private final Foreign foreign;
    private final Random random;
    private final ConcurrentMap<Integer, Outcome> verdicts = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new ArrayList<>();

    /**
     * A bank.
     *
     * @param random what the transfers are; asked by who starts them
     */
    public Bank(PooledDatabase database, Foreign foreign, Random random) {
        this.database = database;
        this.foreign = foreign;
        this.random = random;
        database.execute("create table account(id int primary key, balance int not null)");
        database.execute("insert into account select i, " + BALANCE + " from generate_series(1, " + ACCOUNTS + ") i");
        // No key: a transfer done twice would be there twice.
        database.execute("create table ledger(id int not null)");
        // COMMIT takes a while, so that it is hurt too.
        database.execute("create function linger() returns trigger language plpgsql as "
                + "$$ begin perform pg_sleep(0.003); return null; end $$");
        database.execute("create constraint trigger lingers after insert on ledger deferrable initially deferred"
                + " for each row execute function linger()");
    }

    // ---- the transfers

    /**
     * Hops, nested blocks, and bodies that fail on purpose, at random.
     *
     * @param backend told the backend at work
     */
    public CompletableFuture<Integer> transfer(Transactions transactions, Atomic atomic, IntConsumer backend, int id) {
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
                .submit(connection -> record(connection, backend, id))
                .thenCompose(n -> hops ? hop() : CompletableFuture.completedFuture(n))
                .thenCompose(n -> transactions.submit(Sql.update(first)))
                .thenCompose(n -> nested
                        ? transactions.atomic().getStageAsync(() -> transactions.submit(Sql.update(second)))
                        : transactions.submit(Sql.update(second)))
                .thenCompose(n -> fails
                        ? CompletableFuture.failedFuture(new IOException("on purpose"))
                        : CompletableFuture.completedFuture(n)));
    }

    /** A transfer on a thread that waits for it, with a nested block that fails and is swallowed at random. */
    public CompletableFuture<Integer> blockingTransfer(Transactions transactions, Atomic atomic, int id) {
        int from = 1 + random.nextInt(ACCOUNTS - 1);
        int to = from + 1;
        int amount = 1 + random.nextInt(50);
        boolean undone = random.nextInt(3) == 0;
        return foreign.call(() -> atomic.get(() -> {
            transactions
                    .submit(connection -> record(connection, backend -> {}, id))
                    .join();
            if (undone) {
                undo(transactions, from);
            }
            transactions.submit(Sql.update(change(from, -amount))).join();
            return transactions
                    .atomic()
                    .get(() ->
                            transactions.submit(Sql.update(change(to, amount))).join());
        }));
    }

    private static void undo(Transactions transactions, int account) throws SQLException {
        IOException purpose = new IOException("on purpose");
        try {
            transactions.atomic().run(() -> {
                transactions.submit(Sql.update(change(account, 1_000_000))).join();
                throw purpose;
            });
        } catch (IOException swallowed) {
            assertThat(swallowed).isSameAs(purpose);
        }
    }

    private CompletableFuture<Integer> hop() {
        return CompletableFuture.supplyAsync(() -> 1, foreign);
    }

    private static String change(int account, int amount) {
        return "update account set balance = balance + " + amount + " where id = " + account;
    }

    /** Reads both balances and writes what it computed: right only where transactions are serializable. */
    public CompletableFuture<Integer> transferByReading(
            Transactions transactions, Atomic atomic, IntConsumer backend, int id) {
        int from = 1 + random.nextInt(ACCOUNTS);
        int to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(50);
        return atomic.getStageAsync(() -> transactions
                .submit(connection -> record(connection, backend, id))
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

    private static int record(Connection connection, IntConsumer backend, int id) throws SQLException {
        int pid = Sql.integers(connection, "insert into ledger values (" + id + ") returning pg_backend_pid()")
                .get(0);
        backend.accept(pid);
        return pid;
    }

    // ---- what they said

    /** A transfer has ended. */
    public void ended(int id, Throwable failure) {
        verdicts.put(id, verdict(failure));
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

    public List<Throwable> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    public int transfers() {
        return verdicts.size();
    }

    public long count(Outcome outcome) {
        return verdicts.values().stream().filter(verdict -> verdict == outcome).count();
    }

    /** In a few words, for the log. */
    public String summary() {
        return "Committed " + count(Outcome.COMMITTED) + ", rolled back " + count(Outcome.ROLLED_BACK) + ", unknown "
                + count(Outcome.UNKNOWN);
    }

    public void assertVerdictsAreTrue() {
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
    }
}
