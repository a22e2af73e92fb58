package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner.Kind;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of JDBC reaches the driver's method of the same name and types with the same arguments, in turn or at once. */
@Tag("D8")
final class ForwardingTest {

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

    private static final Map<Class<?>, Class<?>> HANDLES = Map.of(
            Connection.class, ForwardingConnection.class,
            Statement.class, ForwardingStatement.class,
            PreparedStatement.class, ForwardingPreparedStatement.class,
            CallableStatement.class, ForwardingCallableStatement.class,
            ResultSet.class, ForwardingResultSet.class,
            DatabaseMetaData.class, ForwardingDatabaseMetaData.class);

    private final FakeDriver driver = new FakeDriver();
    private final DirectOwner owner = new DirectOwner(driver.connection());
    private final ConnectionHandle connection = (ConnectionHandle) ConnectionHandle.open(owner);

    static Stream<Arguments> methods() {
        return HANDLES.keySet().stream()
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !isLaterThanTheHandles(type, method))
                        .filter(method -> !OWN.contains(type.getSimpleName() + "." + method.getName()))
                        .map(method -> Arguments.of(type, method)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("methods")
    void reachesTheDriver(Class<?> type, Method method) throws Exception {
        Object handle = handle(type);
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(ForwardingTest::argument)
                .toArray();
        driver.takeCalls();
        driver.takeMethods();
        owner.takeKinds();

        method.invoke(handle, arguments);

        assertThat(driver.takeMethods())
                .filteredOn(called -> isSame(called, method))
                .hasSize(1);
        assertThat(driver.takeCalls()).contains(arguments.length == 0 ? method.getName() : call(method, arguments[0]));
        assertThat(owner.takeKinds()).isEqualTo(kinds(type, method));
    }

    private Object handle(Class<?> type) throws Exception {
        if (type == Connection.class) {
            return connection;
        }
        if (type == ResultSet.class) {
            return new ForwardingResultSet(connection, driver.make(ResultSet.class), null);
        }
        if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        }
        return StatementHandle.of(connection, (Statement) driver.make(type));
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

    private static boolean isSame(Method called, Method wanted) {
        return called.getName().equals(wanted.getName())
                && Arrays.equals(called.getParameterTypes(), wanted.getParameterTypes());
    }

    private static String call(Method method, @Nullable Object argument) {
        return method.getName() + " " + argument;
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

    /** Said here once more, by other words than the handles' own. */
    private static List<Kind> kinds(Class<?> type, Method method) {
        String name = method.getName();
        if (type == Connection.class) {
            return List.of(name.startsWith("prepare") ? Kind.PREPARE : Kind.PROPERTY);
        }
        if (name.equals("unwrap") || name.equals("isWrapperFor")) {
            return name.equals("unwrap") && type != DatabaseMetaData.class ? List.of(Kind.UNWRAP) : List.of();
        }
        if (type == DatabaseMetaData.class) {
            if (name.startsWith("getDriver") && name.endsWith("Version") && method.getReturnType() == int.class) {
                return List.of();
            }
            return List.of(method.getReturnType() == ResultSet.class ? Kind.STATEMENT : Kind.PROPERTY);
        }
        return type == ResultSet.class ? kindsOfResult(name) : kindsOfStatement(method);
    }

    private static List<Kind> kindsOfResult(String name) {
        return switch (name) {
            case "close" -> List.of(Kind.PROPERTY);
            case "insertRow", "updateRow", "deleteRow" -> List.of(Kind.STATEMENT);
            case "next",
                    "previous",
                    "first",
                    "last",
                    "absolute",
                    "relative",
                    "beforeFirst",
                    "afterLast",
                    "isLast",
                    "moveToInsertRow",
                    "moveToCurrentRow",
                    "refreshRow",
                    "cancelRowUpdates" -> List.of(Kind.FETCH);
            default -> List.of();
        };
    }

    private static List<Kind> kindsOfStatement(Method method) {
        String name = method.getName();
        if (name.startsWith("execute")) {
            return List.of(Kind.STATEMENT);
        }
        boolean ofEachStatement = method.getDeclaringClass() == Statement.class;
        return switch (name) {
            case "setBlob", "setClob", "setNClob" -> List.of(Kind.STATEMENT);
            case "getMetaData", "getParameterMetaData" -> List.of(Kind.PREPARE);
            case "getMoreResults", "getGeneratedKeys" -> List.of(Kind.FETCH);
            case "isClosed", "cancel", "addBatch", "clearBatch", "isSimpleIdentifier" -> List.of();
            default -> {
                boolean inTurn = (ofEachStatement && !name.startsWith("enquote")) || name.endsWith("Stream");
                yield inTurn ? List.of(Kind.PROPERTY) : List.of();
            }
        };
    }
}
