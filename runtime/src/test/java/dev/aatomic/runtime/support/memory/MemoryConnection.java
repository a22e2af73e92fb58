package dev.aatomic.runtime.support.memory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;
import org.h2.tools.SimpleResultSet;

/** As much of JDBC as programs over {@code entry(v int primary key)} use: they insert one value, and count or read all. */
final class MemoryConnection {

    /** Where statements are executed. */
    private interface Rows {

        int insert(int value) throws SQLException;

        List<Integer> seen();

        default void close() {}
    }

    private final Rows rows;
    private boolean autoCommit;
    private boolean closed;

    private MemoryConnection(Rows rows, boolean autoCommit) {
        this.rows = rows;
        this.autoCommit = autoCommit;
    }

    static Connection inTransaction(MemoryTransaction transaction) {
        return new MemoryConnection(
                        new Rows() {
                            @Override
                            public int insert(int value) throws SQLException {
                                return transaction.insert(value);
                            }

                            @Override
                            public List<Integer> seen() {
                                return transaction.seen();
                            }
                        },
                        false)
                .connection();
    }

    static Connection committingAtOnce(MemoryDatabase database) {
        database.opened();
        return new MemoryConnection(
                        new Rows() {
                            @Override
                            public int insert(int value) throws SQLException {
                                return database.insert(value);
                            }

                            @Override
                            public List<Integer> seen() {
                                return database.rows();
                            }

                            @Override
                            public void close() {
                                database.closed();
                            }
                        },
                        true)
                .connection();
    }

    private Connection connection() {
        return proxy(Connection.class, this::onConnection);
    }

    private Object onConnection(Object self, Method method, Object[] arguments) throws SQLException {
        return switch (method.getName()) {
            case "prepareStatement" -> statement((Connection) self, (String) arguments[0]);
            case "createStatement" -> statement((Connection) self, null);
            case "getAutoCommit" -> autoCommit;
            case "setAutoCommit" -> {
                autoCommit = (Boolean) arguments[0];
                yield null;
            }
            case "isClosed" -> closed;
            case "isValid" -> !closed;
            case "getMetaData" -> proxy(DatabaseMetaData.class, this::onMetaData);
            case "close" -> {
                if (!closed) {
                    closed = true;
                    rows.close();
                }
                yield null;
            }
            case "isWrapperFor" -> false;
            case "clearWarnings", "abort" -> null;
            default -> throw MemoryDatabase.notSupported("Connection." + method.getName());
        };
    }

    private Object onMetaData(Object self, Method method, Object[] arguments) {
        return method.getReturnType() == String.class
                ? "memory"
                : method.getName().startsWith("supports");
    }

    private PreparedStatement statement(Connection connection, String prepared) {
        int[] parameter = new int[1];
        return proxy(PreparedStatement.class, (self, method, arguments) -> switch (method.getName()) {
            case "setInt" -> {
                parameter[0] = (Integer) arguments[1];
                yield null;
            }
            case "executeUpdate" -> update(arguments == null ? prepared : (String) arguments[0], parameter[0]);
            case "executeQuery" -> query(arguments == null ? prepared : (String) arguments[0]);
            case "getConnection" -> connection;
            case "isClosed", "isWrapperFor" -> false;
            case "close", "cancel", "closeOnCompletion" -> null;
            default -> throw MemoryDatabase.notSupported("Statement." + method.getName());
        });
    }

    private int update(String sql, int parameter) throws SQLException {
        String lower = sql.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("insert into entry")) {
            throw MemoryDatabase.notSupported(sql);
        }
        boolean hasParameter = lower.contains("?");
        return rows.insert(hasParameter ? parameter : Integer.parseInt(sql.replaceAll("\\D+", "")));
    }

    private SimpleResultSet query(String sql) throws SQLException {
        SimpleResultSet result = new SimpleResultSet();
        result.addColumn("v", Types.INTEGER, 10, 0);
        if (sql.equals("select count(*) from entry where v <> -1")) {
            result.addRow(
                    (int) rows.seen().stream().filter(value -> value != -1).count());
        } else if (sql.equals("select count(*) from entry")) {
            result.addRow(rows.seen().size());
        } else if (sql.equals("select v from entry order by v")) {
            rows.seen().forEach(result::addRow);
        } else {
            throw MemoryDatabase.notSupported(sql);
        }
        return result;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                MemoryConnection.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> type.getSimpleName() + " in memory";
                        };
                    }
                    return handler.invoke(self, method, arguments);
                }));
    }
}
