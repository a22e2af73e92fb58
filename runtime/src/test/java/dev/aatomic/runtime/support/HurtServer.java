package dev.aatomic.runtime.support;

import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens to a server and its pool on a bad day, driven by the transfers' own progress: backends are terminated at random, and
 * somebody takes the pool's connections away for a while.
 */
public final class HurtServer implements AutoCloseable {

    private static final int MOST_TRANSFERS_BETWEEN_KILLS = 25;
    private static final int TRANSFERS_BETWEEN_THEFTS = 150;

    private final PooledDatabase database;
    private final Set<Integer> backends = ConcurrentHashMap.newKeySet();
    private final Semaphore untilKill = new Semaphore(0);
    private final Semaphore untilTheft = new Semaphore(0);
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger thefts = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean stopped;

    public HurtServer(PooledDatabase database, long seed) {
        this.database = database;
        Random random = new Random(seed);
        start("killer", () -> {
            while (progress(untilKill, 1 + random.nextInt(MOST_TRANSFERS_BETWEEN_KILLS))) {
                kill(random);
            }
        });
        start("thief", () -> {
            while (progress(untilTheft, TRANSFERS_BETWEEN_THEFTS)) {
                starve();
            }
        });
    }

    private void start(String name, Runnable deed) {
        Thread thread = new Thread(
                () -> {
                    try {
                        deed.run();
                    } catch (Throwable t) {
                        synchronized (failures) {
                            failures.add(t);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits for so many transfers to end. Returns false once all is over. */
    private boolean progress(Semaphore ended, int transfers) {
        try {
            while (!stopped) {
                if (ended.tryAcquire(transfers, 50, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    private void kill(Random random) {
        List<Integer> known = List.copyOf(backends);
        if (!known.isEmpty()) {
            int victim = known.get(random.nextInt(known.size()));
            backends.remove(victim);
            kills.addAndGet(database.integers("select pg_terminate_backend(" + victim + ")::int")
                    .get(0));
        }
    }

    /** Takes as many connections as it gets, and keeps them until a transfer has waited for one in vain. */
    private void starve() {
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < database.connections()) {
                Connection connection = connection();
                if (connection == null) {
                    break;
                }
                taken.add(connection);
            }
            int before = refused.get();
            Await.until("a transfer got no connection", () -> refused.get() > before || stopped);
            thefts.incrementAndGet();
        } finally {
            taken.forEach(HurtServer::giveBack);
        }
    }

    /** Null if the transfers have them all. */
    private Connection connection() {
        try {
            return database.pool().getConnection();
        } catch (SQLException e) {
            return null;
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A backend at work for the pool. */
    public void backend(int pid) {
        backends.add(pid);
    }

    /**
     * A transfer has ended.
     *
     * @param wasRefused whether it was not even entered
     */
    public void transferEnded(boolean wasRefused) {
        if (wasRefused) {
            refused.incrementAndGet();
        }
        untilKill.release();
        untilTheft.release();
    }

    public int kills() {
        return kills.get();
    }

    public int thefts() {
        return thefts.get();
    }

    /** Lets the server be. */
    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            Await.until(thread.getName() + " is done", () -> !thread.isAlive());
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new AssertionError("Could not hurt the server", failures.get(0));
            }
        }
    }
}
