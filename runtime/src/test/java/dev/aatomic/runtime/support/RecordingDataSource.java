package dev.aatomic.runtime.support;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;

/**
 * A {@code DataSource} that writes down every call on its connections, their statements and results, can make calls fail, and
 * knows which connections are out and which came back dirty.
 */
public final class RecordingDataSource implements DataSource {

    private final DataSource delegate;
    private final boolean autoCommit;
    private final List<JdbcCall> calls = new ArrayList<>();
    private final List<String> dirty = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile JdbcFault fault = JdbcFault.NONE;
    private volatile Function<JdbcCall, Object> answers = call -> null;

    /**
     * Wraps a pool.
     *
     * @param delegate the pool
     * @param autoCommit what its connections have to come back with
     */
    public RecordingDataSource(DataSource delegate, boolean autoCommit) {
        this.delegate = delegate;
        this.autoCommit = autoCommit;
    }

    /** Forgets the calls so far, and counts anew. */
    public synchronized void reset() {
        calls.clear();
    }

    /** Sets the fault, forgets the calls so far, and counts anew. */
    public synchronized void fail(JdbcFault newFault) {
        fault = newFault;
        calls.clear();
    }

    /** Sets what calls answer without doing their work; null lets them do it. */
    public void answer(Function<JdbcCall, Object> newAnswers) {
        answers = newAnswers;
    }

    public synchronized List<JdbcCall> calls() {
        return List.copyOf(calls);
    }

    public List<String> names() {
        return calls().stream().map(JdbcCall::name).toList();
    }

    public long count(String name) {
        return calls().stream().filter(call -> call.is(name)).count();
    }

    public long count(Predicate<JdbcCall> which) {
        return calls().stream().filter(which).count();
    }

    /** How many connections are out. */
    public int open() {
        return open.get();
    }

    /** The connections that came back neither clean nor evicted. */
    public synchronized List<String> dirty() {
        return List.copyOf(dirty);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            JdbcCall call = record("DataSource.getConnection", null);
            Throwable failure = fault.failure(call);
            if (failure != null) {
                throw failure;
            }
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException(e);
        }
        Connection connection = delegate.getConnection();
        open.incrementAndGet();
        return wrap(Connection.class, connection, null);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("getConnection(user, password)");
    }

    private synchronized JdbcCall record(String name, Object argument) {
        JdbcCall call = new JdbcCall(calls.size() + 1, name, argument);
        calls.add(call);
        return call;
    }

    private void checkClean(Connection connection) throws SQLException {
        Connection physical = connection.unwrap(Connection.class);
        if (!physical.isClosed() && physical.getAutoCommit() != autoCommit) {
            synchronized (this) {
                dirty.add("returned with autoCommit=" + !autoCommit);
            }
        }
    }

    /** Within half a second HikariCP gives a connection out again unchecked, closed or not. */
    private void forgetIfClosed(Connection connection) throws SQLException {
        if (delegate instanceof HikariDataSource pool
                && connection.unwrap(Connection.class).isClosed()) {
            pool.evictConnection(connection);
        }
    }

    private <T> T wrap(Class<T> type, Object target, Object parent) {
        return type.cast(Proxy.newProxyInstance(
                RecordingDataSource.class.getClassLoader(), new Class<?>[] {type}, new Handler(type, target, parent)));
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return delegate.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        delegate.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        delegate.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return delegate.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return delegate.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }

    private final class Handler implements InvocationHandler {

        private final Class<?> type;
        private final Object target;
        private final Object parent;
        /** Its pool, or its driver, was told to throw it away. */
        private volatile boolean aborted;

        // Guarded by this:
        private boolean closed;

        private Handler(Class<?> type, Object target, Object parent) {
            this.type = type;
            this.target = target;
            this.parent = parent;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (method.getDeclaringClass() == Object.class) {
                return switch (name) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "recorded " + target;
                };
            }
            if (name.equals("close") && isClosed()) {
                // Who was stuck in the connection may find only much later that it was closed, in the midst of another
                // test.
                return null;
            }
            if (isForDriversOwn(name, arguments)) {
                return driversOwn(invoke(method, arguments));
            }
            JdbcCall call = record(type.getSimpleName() + "." + name, argument(arguments));
            Throwable failure = fault.failure(call);
            if (name.equals("abort")) {
                aborted = true;
            }
            if (name.equals("close")) {
                close();
            }
            if (failure != null) {
                throw failure;
            }
            if (name.equals("close")) {
                return null;
            }
            Object answer = answers.apply(call);
            return answer != null ? answer : wrapped(proxy, method, invoke(method, arguments));
        }

        private Object invoke(Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        /** Reaching the driver's own object is no call on the database. */
        private static boolean isForDriversOwn(String name, Object[] arguments) {
            return (name.equals("unwrap") || name.equals("isWrapperFor")) && arguments[0] != Connection.class;
        }

        /** What PostgreSQL's own connection is asked for in place of {@code Statement.cancel} is written down as that. */
        private Object driversOwn(Object own) {
            if (!(own instanceof BaseConnection connection)) {
                return own;
            }
            return Proxy.newProxyInstance(
                    RecordingDataSource.class.getClassLoader(),
                    new Class<?>[] {BaseConnection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("cancelQuery")) {
                            Throwable failure = fault.failure(record("Statement.cancel", null));
                            if (failure != null) {
                                throw failure;
                            }
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        /** A failing {@code close} has closed: what a pool or driver reports is that something went wrong on the way. */
        private void close() throws Exception {
            if (target instanceof Connection connection && !giveBack(connection)) {
                return;
            }
            ((AutoCloseable) target).close();
        }

        /** Whoever finds it closed finds it counted, too. */
        private synchronized boolean isClosed() {
            return closed;
        }

        /** Returns false if somebody else has. */
        private synchronized boolean giveBack(Connection connection) throws SQLException {
            if (closed) {
                return false;
            }
            closed = true;
            try {
                if (!aborted) {
                    checkClean(connection);
                }
                forgetIfClosed(connection);
            } finally {
                open.decrementAndGet();
            }
            return true;
        }

        private Object wrapped(Object proxy, Method method, Object result) {
            if (result == null || method.getName().equals("unwrap")) {
                return result;
            }
            Class<?> returned = method.getReturnType();
            if (returned == Connection.class) {
                return parent;
            }
            if (returned == Statement.class && type == ResultSet.class) {
                return parent instanceof Statement ? parent : wrap(returned, result, connectionOf(parent));
            }
            if (returned == Statement.class
                    || returned == PreparedStatement.class
                    || returned == CallableStatement.class
                    || returned == ResultSet.class
                    || returned == DatabaseMetaData.class) {
                return wrap(returned, result, proxy);
            }
            return result;
        }

        private Object connectionOf(Object metaData) {
            return ((Handler) Proxy.getInvocationHandler(metaData)).parent;
        }

        private Object argument(Object[] arguments) {
            if (arguments == null || arguments.length == 0) {
                return null;
            }
            return arguments[0] instanceof Savepoint ? "savepoint" : arguments[0];
        }
    }
}
