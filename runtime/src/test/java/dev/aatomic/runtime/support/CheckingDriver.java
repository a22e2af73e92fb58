package dev.aatomic.runtime.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A database of integers with transactions and savepoints, and nothing else, that takes note of whatever a driver must not see:
 * two calls at a time on one connection, a savepoint that is gone, a call after the return of the connection, a connection
 * that comes back in the middle of a transaction, more connections than there are.
 */
public final class CheckingDriver {

    private static final Pattern INSERT = Pattern.compile("insert into entry values \\((-?\\d+)\\)");

    private final int connections;
    private final AtomicInteger out = new AtomicInteger();
    private final Set<Integer> committed = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    public CheckingDriver(int connections) {
        this.connections = connections;
    }

    public DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
            }
            if (out.incrementAndGet() > connections) {
                violations.add("more than " + connections + " connections are out");
            }
            return proxy(Connection.class, new Session());
        });
    }

    public int connections() {
        return connections;
    }

    public int open() {
        return out.get();
    }

    public Set<Integer> committed() {
        return Set.copyOf(committed);
    }

    public List<String> violations() {
        return List.copyOf(violations);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(CheckingDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** One connection. Its lists are for one thread at a time, which is checked. */
    private final class Session implements InvocationHandler {

        private final AtomicBoolean busy = new AtomicBoolean();
        private final List<Integer> written = new ArrayList<>();
        private final List<Mark> marks = new ArrayList<>();
        private boolean autoCommit = true;
        private boolean closed;

        /** A savepoint: how much had been written. */
        private record Mark(String name, int size) {}

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (method.getDeclaringClass() == Object.class) {
                return object(proxy, name, arguments);
            }
            if (!busy.compareAndSet(false, true)) {
                violations.add("two calls at a time, the second " + name);
            }
            try {
                return perform(name, arguments);
            } finally {
                busy.set(false);
            }
        }

        private Object perform(String name, Object[] arguments) throws SQLException {
            if (closed && !name.equals("close") && !name.equals("isClosed")) {
                violations.add(name + " after close");
            }
            switch (name) {
                case "getAutoCommit":
                    return autoCommit;
                case "setAutoCommit":
                    if (!written.isEmpty() || !marks.isEmpty()) {
                        violations.add("setAutoCommit in a transaction");
                    }
                    autoCommit = (Boolean) arguments[0];
                    return null;
                case "createStatement":
                    return proxy(Statement.class, statement());
                case "commit":
                    committed.addAll(written);
                    end();
                    return null;
                case "rollback":
                    if (arguments == null) {
                        end();
                    } else {
                        backTo(arguments[0], false);
                    }
                    return null;
                case "setSavepoint":
                    return mark((String) arguments[0]);
                case "releaseSavepoint":
                    backTo(arguments[0], true);
                    return null;
                case "close":
                    close();
                    return null;
                case "isClosed":
                    return closed;
                case "isValid":
                    return !closed;
                default:
                    throw new SQLException("Not a call that was expected: " + name);
            }
        }

        private Savepoint mark(String name) {
            if (autoCommit) {
                violations.add("setSavepoint outside a transaction");
            }
            marks.add(new Mark(name, written.size()));
            return proxy(
                    Savepoint.class,
                    (self, method, given) ->
                            method.getName().equals("getSavepointName") ? name : object(self, method.getName(), given));
        }

        private void backTo(Object savepoint, boolean release) throws SQLException {
            String name = ((Savepoint) savepoint).getSavepointName();
            int last = marks.size() - 1;
            while (last >= 0 && !marks.get(last).name().equals(name)) {
                last--;
            }
            if (last < 0) {
                violations.add("savepoint " + name + " is gone");
                throw new SQLException("No savepoint " + name);
            }
            if (!release) {
                written.subList(marks.get(last).size(), written.size()).clear();
            }
            marks.subList(release ? last : last + 1, marks.size()).clear();
        }

        private InvocationHandler statement() {
            return (self, method, given) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return object(self, method.getName(), given);
                }
                switch (method.getName()) {
                    case "executeUpdate":
                        return execute((String) given[0]);
                    case "isClosed":
                        return false;
                    default:
                        return null;
                }
            };
        }

        private int execute(String sql) throws SQLException {
            if (!busy.compareAndSet(false, true)) {
                violations.add("two calls at a time, the second " + sql);
            }
            try {
                if (closed) {
                    violations.add(sql + " after close");
                }
                Thread.yield();
                Matcher insert = INSERT.matcher(sql);
                if (!insert.matches()) {
                    throw new SQLException("Cannot do " + sql, "42000");
                }
                Integer value = Integer.valueOf(insert.group(1));
                if (autoCommit) {
                    committed.add(value);
                } else {
                    written.add(value);
                }
                return 1;
            } finally {
                busy.set(false);
            }
        }

        private void end() {
            if (autoCommit) {
                violations.add("COMMIT or ROLLBACK outside a transaction");
            }
            written.clear();
            marks.clear();
        }

        private void close() {
            if (closed) {
                return;
            }
            closed = true;
            out.decrementAndGet();
            if (!autoCommit || !written.isEmpty() || !marks.isEmpty()) {
                violations.add("a connection came back in the middle of a transaction");
            }
        }
    }

    private static Object object(Object proxy, String name, Object[] arguments) {
        return switch (name) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "checked";
        };
    }
}
