package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner.Kind;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of JDBC reaches the driver's method of the same name and types with the same arguments, in turn or at once. */
@Tag("D8")
final class ForwardingTest {

    /** What metadata of columns and parameters answer without the server. */
    private static final Set<String> DIRECT =
            Set.of("getColumnCount", "getColumnLabel", "getColumnName", "getParameterCount");

    private final FakeDriver driver = new FakeDriver();
    private final DirectOwner owner = new DirectOwner(driver.connection());
    private final ConnectionHandle connection = (ConnectionHandle) ConnectionHandle.open(owner);

    @ParameterizedTest(name = "{1}")
    @MethodSource("dev.aatomic.runtime.internal.jdbc.handle.ForwardedMethods#all")
    void reachesTheDriver(Class<?> type, Method method) throws Exception {
        Object handle = ForwardedMethods.handle(connection, driver, type);
        @Nullable Object[] arguments = ForwardedMethods.arguments(method);
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

    private static boolean isSame(Method called, Method wanted) {
        return called.getName().equals(wanted.getName())
                && Arrays.equals(called.getParameterTypes(), wanted.getParameterTypes());
    }

    private static String call(Method method, @Nullable Object argument) {
        return method.getName() + " " + argument;
    }

    /** Said here once more, by other words than the handles' own. */
    private static List<Kind> kinds(Class<?> type, Method method) {
        String name = method.getName();
        if (type == Connection.class) {
            return List.of(name.startsWith("prepare") ? Kind.PREPARE : Kind.PROPERTY);
        }
        if (name.equals("unwrap") || name.equals("isWrapperFor")) {
            boolean inTurn = type == ResultSet.class || Statement.class.isAssignableFrom(type);
            return name.equals("unwrap") && inTurn ? List.of(Kind.UNWRAP) : List.of();
        }
        if (type == DatabaseMetaData.class) {
            if (name.startsWith("getDriver") && name.endsWith("Version") && method.getReturnType() == int.class) {
                return List.of();
            }
            return List.of(method.getReturnType() == ResultSet.class ? Kind.STATEMENT : Kind.PROPERTY);
        }
        if (type == ResultSetMetaData.class || type == ParameterMetaData.class) {
            return DIRECT.contains(name) ? List.of() : List.of(Kind.PREPARE);
        }
        if (type == ResultSet.class) {
            return kindsOfResult(name);
        }
        return Statement.class.isAssignableFrom(type) ? kindsOfStatement(method) : List.of(kindOfValue(name));
    }

    private static Kind kindOfValue(String name) {
        if (name.equals("free")) {
            return Kind.PROPERTY;
        }
        return name.startsWith("set") || name.equals("truncate") ? Kind.STATEMENT : Kind.FETCH;
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
