package dev.aatomic.runtime.support.memory;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.NamedBlock;
import dev.aatomic.runtime.internal.jdbc.SessionSource;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.testing.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Transactions over a database in memory that answers COMMIT at once, and whose sessions do for single calls what a test says. After each
 * test all is closed, and no connection may be out.
 */
public final class MemoryFixtures implements AfterEachCallback {

    /** What a session does in place of a call. */
    @FunctionalInterface
    public interface Instead {
        Object call(Callable<?> real) throws Throwable;
    }

    public final MemoryDatabase database = new MemoryDatabase(Runnable::run);

    /** What sessions, connections that were opened included, were asked to do. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    private final Map<String, Instead> instead = new ConcurrentHashMap<>();
    private final List<Transactions> open = new ArrayList<>();
    private final List<CountDownLatch> hanging = new ArrayList<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "dispatch");
        thread.setDaemon(true);
        return thread;
    });

    public Transactions transactions(int connections) {
        return transactions(connections, builder -> builder);
    }

    public Transactions transactions(int connections, UnaryOperator<Transactions.Builder> settings) {
        Transactions built = settings.apply(
                        Transactions.builder().executor(executor).database("default", new Source(), connections))
                .build();
        open.add(built);
        return built;
    }

    /** Another one like it, for a builder. */
    public DataSource source() {
        return new Source();
    }

    public ExecutorService executor() {
        return executor;
    }

    /** Whether a thread of this name is the executor's, or one of ours that has taken over what the executor was late with. */
    public static boolean isDispatch(String thread) {
        return thread.startsWith("dispatch") || thread.startsWith("aatomic-spare");
    }

    /** The block in whose code this is called. */
    public static BlockScope block() {
        return (BlockScope) Objects.requireNonNull(ThreadState.currentContext(), "no block is current");
    }

    /** From now on a call of sessions does this; "open" is the call that opens one. */
    public void on(String method, Instead action) {
        instead.put(method, action);
    }

    /** A latch that is opened when the test is over, at the latest. */
    public CountDownLatch latch() {
        CountDownLatch latch = new CountDownLatch(1);
        hanging.add(latch);
        return latch;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        instead.clear();
        hanging.forEach(CountDownLatch::countDown);
        // Not on the common pool, whose one thread may be where the end of a test that failed takes its time.
        CompletableFuture<Void> closed =
                CompletableFuture.runAsync(() -> open.forEach(Transactions::close), MemoryFixtures::onDaemonThread);
        if (context.getExecutionException().isPresent()) {
            // It has failed, and what it left open may be why.
            return;
        }
        Await.value(closed);
        executor.shutdownNow();
        Await.until("no connection is out", () -> database.open() == 0);
    }

    private static void onDaemonThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private Object answer(String method, Callable<?> real) throws Throwable {
        Instead action = instead.get(method);
        return action == null ? real.call() : action.call(real);
    }

    private final class Source extends PlainDataSource implements SessionSource {

        private final MemoryDataSource plain = database.dataSource();

        @Override
        public JdbcSession open(ManagedDatabase managed, Isolation isolation, boolean readOnly, NamedBlock block)
                throws SQLException {
            calls.add("open");
            try {
                answer("open", () -> null);
            } catch (SQLException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new SQLException(t);
            }
            MemorySession session = new MemorySession(database);
            return (JdbcSession) Proxy.newProxyInstance(
                    MemoryFixtures.class.getClassLoader(),
                    new Class<?>[] {JdbcSession.class},
                    (self, method, arguments) -> {
                        calls.add(method.getName());
                        return answer(method.getName(), () -> {
                            try {
                                return method.invoke(session, arguments);
                            } catch (InvocationTargetException e) {
                                throw (Exception) e.getCause();
                            }
                        });
                    });
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                answer("getConnection", () -> null);
            } catch (SQLException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new SQLException(t);
            }
            return plain.getConnection();
        }
    }
}
