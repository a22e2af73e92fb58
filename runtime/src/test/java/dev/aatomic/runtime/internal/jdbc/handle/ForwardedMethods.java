package dev.aatomic.runtime.internal.jdbc.handle;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** The methods of JDBC that handles bring to the driver, with a handle to call them on. */
final class ForwardedMethods {

    private static final String TEXT = "select 1";

    /** What the handles do themselves, which other tests look at. */
    private static final Set<String> OWN = Set.of(
            "Connection.close",
            "Connection.isClosed",
            "Connection.commit",
            "Connection.rollback",
            "Connection.getAutoCommit",
            "Connection.setAutoCommit",
            "Connection.setReadOnly",
            "Connection.setTransactionIsolation",
            "Connection.setSavepoint",
            "Connection.releaseSavepoint",
            "Connection.abort",
            "Connection.beginRequest",
            "Connection.endRequest",
            "Connection.setShardingKey",
            "Connection.setShardingKeyIfValid",
            "Connection.unwrap",
            "Connection.isWrapperFor",
            "Statement.getConnection",
            "PreparedStatement.getConnection",
            "CallableStatement.getConnection",
            "ResultSet.getStatement",
            "DatabaseMetaData.getConnection");

    private static final Map<Class<?>, Class<?>> HANDLES = Map.ofEntries(
            Map.entry(Connection.class, ForwardingConnection.class),
            Map.entry(Statement.class, ForwardingStatement.class),
            Map.entry(PreparedStatement.class, ForwardingPreparedStatement.class),
            Map.entry(CallableStatement.class, ForwardingCallableStatement.class),
            Map.entry(ResultSet.class, ForwardingResultSet.class),
            Map.entry(DatabaseMetaData.class, ForwardingDatabaseMetaData.class),
            Map.entry(Array.class, ArrayHandle.class),
            Map.entry(Blob.class, ForwardingBlob.class),
            Map.entry(Clob.class, ForwardingClob.class),
            Map.entry(NClob.class, ForwardingNClob.class),
            Map.entry(ParameterMetaData.class, ForwardingParameterMetaData.class),
            Map.entry(Ref.class, ForwardingRef.class),
            Map.entry(ResultSetMetaData.class, ForwardingResultSetMetaData.class),
            Map.entry(SQLXML.class, ForwardingSQLXML.class),
            Map.entry(Struct.class, StructHandle.class));

    private ForwardedMethods() {}

    /** Each method, with the type whose handle forwards it, always in the same order. */
    static Stream<Arguments> all() {
        return HANDLES.keySet().stream()
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .sorted(Comparator.comparing(Method::toString))
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !isLaterThanTheHandles(type, method))
                        .filter(method -> !OWN.contains(type.getSimpleName() + "." + method.getName()))
                        .map(method -> Arguments.of(type, method)));
    }

    /** Those of what is closed: a connection, and what was opened through it. */
    static Stream<Arguments> ofWhatIsClosed() {
        Set<Class<?>> closed = Set.of(
                Connection.class,
                Statement.class,
                PreparedStatement.class,
                CallableStatement.class,
                ResultSet.class,
                DatabaseMetaData.class);
        Set<String> answered = Set.of("close", "isClosed", "isValid");
        return all().filter(each -> closed.contains(each.get()[0]) && !answered.contains(name(each)))
                .filter(each -> each.get()[0] != DatabaseMetaData.class
                        || !Set.of("unwrap", "isWrapperFor", "getDriverMajorVersion", "getDriverMinorVersion")
                                .contains(name(each)));
    }

    /** Those that take SQL text. */
    static Stream<Arguments> withText() {
        return all().filter(each ->
                        Stream.of("execute", "addBatch", "prepare", "nativeSQL").anyMatch(name(each)::startsWith))
                .filter(each -> Arrays.asList(((Method) each.get()[1]).getParameterTypes())
                        .contains(String.class));
    }

    private static String name(Arguments of) {
        return ((Method) of.get()[1]).getName();
    }

    /** A default method that JDBC got after the release for which the handles are written. */
    private static boolean isLaterThanTheHandles(Class<?> type, Method method) {
        try {
            return HANDLES.get(type)
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    static Object handle(ConnectionHandle connection, FakeDriver driver, Class<?> type) throws SQLException {
        if (type == Connection.class) {
            return connection;
        }
        if (type == ResultSet.class) {
            return new ForwardingResultSet(connection, driver.make(ResultSet.class), null);
        }
        if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        }
        if (Statement.class.isAssignableFrom(type)) {
            return StatementHandle.of(connection, (Statement) driver.make(type));
        }
        return Objects.requireNonNull(ValueHandles.leadBack(connection, driver.make(type), type));
    }

    static @Nullable Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(ForwardedMethods::argument)
                .toArray();
    }

    private static @Nullable Object argument(Class<?> type) {
        if (type == boolean.class) {
            return true;
        }
        if (type == byte.class) {
            return (byte) 7;
        }
        if (type == short.class) {
            return (short) 7;
        }
        if (type == int.class) {
            return 7;
        }
        if (type == long.class) {
            return 7L;
        }
        if (type == float.class) {
            return 7f;
        }
        if (type == double.class) {
            return 7d;
        }
        if (type == Class.class) {
            return Integer.class;
        }
        return type == String.class ? TEXT : null;
    }
}
