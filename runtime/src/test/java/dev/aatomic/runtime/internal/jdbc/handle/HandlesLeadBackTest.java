package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.aatomic.runtime.TransactionManagementException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every method of every interface that has a handle, and follows what it returns back to the connection handle. */
@Tag("D8")
class HandlesLeadBackTest {

    /** J5: what is read or written through the connection, and ends with its block. */
    private static final List<Class<?>> VALUES = List.of(
            Array.class,
            Blob.class,
            Clob.class,
            NClob.class,
            SQLXML.class,
            Ref.class,
            Struct.class,
            ResultSetMetaData.class,
            ParameterMetaData.class);

    private static final List<Class<?>> LEADING = Stream.concat(
                    Stream.of(Connection.class, Statement.class, ResultSet.class, DatabaseMetaData.class),
                    VALUES.stream())
            .toList();

    static Stream<Arguments> everyMethod() {
        return Stream.concat(
                        Stream.of(
                                Connection.class,
                                Statement.class,
                                PreparedStatement.class,
                                CallableStatement.class,
                                ResultSet.class,
                                DatabaseMetaData.class),
                        VALUES.stream())
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .sorted(Comparator.comparing(Method::toString))
                        .filter(method -> !method.getName().equals("unwrap"))
                        .flatMap(method -> results(method).map(result -> Arguments.of(type, method, result))));
    }

    private static Stream<Class<?>> results(Method method) {
        return method.getReturnType() == Object.class ? LEADING.stream() : Stream.of(method.getReturnType());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everyMethod")
    void noMethodLeadsToTheDriversConnection(Class<?> type, Method method, Class<?> result) throws Exception {
        FakeDriver driver = new FakeDriver();
        DirectOwner owner = new DirectOwner(driver.connection());
        Connection connection = ConnectionHandle.open(owner);
        Object handle = handle(connection, type);
        if (method.getReturnType() == Object.class) {
            driver.anyObject = driver.make(result);
        }
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(HandlesLeadBackTest::argument)
                .toArray();
        Object returned;
        try {
            returned = method.invoke(handle, arguments);
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .isInstanceOf(SQLException.class)
                    .hasCauseInstanceOf(TransactionManagementException.class);
            return;
        }
        assertLeadsBack(returned, connection);
    }

    private static void assertLeadsBack(@Nullable Object returned, Connection connection) throws Exception {
        if (returned instanceof Connection) {
            assertThat(returned).isSameAs(connection);
        } else if (LEADING.stream().anyMatch(type -> type.isInstance(returned))) {
            assertThat(returned).isNotInstanceOf(FakeDriver.FakeObject.class);
        }
        if (returned instanceof Statement statement) {
            assertThat(statement.getConnection()).isSameAs(connection);
        } else if (returned instanceof ResultSet resultSet) {
            assertThat(resultSet.getStatement().getConnection()).isSameAs(connection);
        } else if (returned instanceof DatabaseMetaData metaData) {
            assertThat(metaData.getConnection()).isSameAs(connection);
        } else if (returned instanceof Array array) {
            assertThat(array.getResultSet().getStatement().getConnection()).isSameAs(connection);
        }
    }

    private static Object handle(Connection connection, Class<?> type) throws Exception {
        if (type == Connection.class) {
            return connection;
        }
        if (type == Statement.class) {
            return connection.createStatement();
        }
        if (type == PreparedStatement.class) {
            return connection.prepareStatement("SELECT 1");
        }
        if (type == CallableStatement.class) {
            return connection.prepareCall("{call a}");
        }
        if (type == ResultSet.class) {
            return connection.createStatement().executeQuery("SELECT 1");
        }
        if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        }
        if (type == Array.class) {
            return connection.createArrayOf("INT", new Object[0]);
        }
        if (type == Blob.class) {
            return connection.createBlob();
        }
        if (type == Clob.class) {
            return connection.createClob();
        }
        if (type == NClob.class) {
            return connection.createNClob();
        }
        if (type == SQLXML.class) {
            return connection.createSQLXML();
        }
        if (type == Struct.class) {
            return connection.createStruct("PERSON", new Object[0]);
        }
        PreparedStatement statement = connection.prepareStatement("SELECT 1");
        if (type == Ref.class) {
            return statement.executeQuery().getRef(1);
        }
        if (type == ResultSetMetaData.class) {
            return statement.getMetaData();
        }
        return type == ParameterMetaData.class ? statement.getParameterMetaData() : fail(type.getName());
    }

    private static @Nullable Object argument(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == short.class) {
            return (short) 0;
        }
        if (type == byte.class) {
            return (byte) 0;
        }
        if (type == float.class) {
            return 0f;
        }
        if (type == double.class) {
            return 0d;
        }
        if (type == String.class) {
            return "SELECT 1";
        }
        if (type == Class.class) {
            return Object.class;
        }
        if (type == Savepoint.class) {
            return new FakeDriver().make(Savepoint.class);
        }
        return type == Properties.class ? new Properties() : null;
    }
}
