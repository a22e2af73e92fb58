package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URL;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Map;
import java.util.Properties;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of JDBC answers what the driver answers; none reaches it through what is closed, or with text that it may not see. */
@Tag("D8")
final class ForwardedAnswersTest {

    private static final String METHODS = "dev.aatomic.runtime.internal.jdbc.handle.ForwardedMethods#";

    private final FakeDriver driver = new FakeDriver();
    private final DirectOwner owner = new DirectOwner(driver.connection());
    private final ConnectionHandle connection = (ConnectionHandle) ConnectionHandle.open(owner);

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource(METHODS + "all")
    void answersWhatTheDriverAnswers(Class<?> type, Method method) throws Exception {
        Object handle = ForwardedMethods.handle(connection, driver, type);
        @Nullable Object[] arguments = ForwardedMethods.arguments(method);
        Object unlike = method.invoke(handle, arguments);
        if (method.getReturnType() == void.class) {
            return;
        }
        Object answer = answer(method.getReturnType());
        driver.answer(method.getName(), answer);

        Object result = method.invoke(handle, arguments);

        if (result instanceof InputStream || result instanceof Reader) {
            assertThat(result).hasSameClassAs(ValueHandles.leadBack(connection, answer, Object.class));
        } else if (result instanceof OutputStream || result instanceof Writer) {
            assertThat(result).hasSameClassAs(ValueHandles.leadBack(connection, answer, Object.class));
        } else if (result instanceof DriverObject object) {
            assertThat(object.driverObject()).isSameAs(answer);
        } else {
            assertThat(result).isEqualTo(answer).isNotEqualTo(unlike);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource(METHODS + "ofWhatIsClosed")
    void whatIsClosedReachesNothing(Class<?> type, Method method) throws Exception {
        Object handle = ForwardedMethods.handle(connection, driver, type);
        if (handle instanceof Statement statement) {
            statement.close();
        } else if (handle instanceof ResultSet rows) {
            rows.close();
        } else {
            connection.close();
        }
        driver.takeCalls();

        assertThatThrownBy(() -> invoke(method, handle))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        closed -> assertThat(closed.getSQLState()).isEqualTo(stateOfWhatIsClosed(type)));
        assertThat(driver.takeCalls()).isEmpty();
    }

    private static String stateOfWhatIsClosed(Class<?> type) {
        if (type == Connection.class || type == DatabaseMetaData.class) {
            return "08003";
        }
        return type == ResultSet.class ? "24000" : "HY010";
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource(METHODS + "withText")
    void textIsReadBeforeItIsSent(Class<?> type, Method method) throws Exception {
        Object handle = ForwardedMethods.handle(connection, driver, type);
        driver.takeMethods();

        assertThatThrownBy(() -> invoke(method, handle, "commit"))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("COMMIT");
        assertThat(driver.takeMethods()).extracting(Method::getName).doesNotContain(method.getName());
    }

    private static void invoke(Method method, Object handle, String... text) throws Throwable {
        @Nullable Object[] arguments = ForwardedMethods.arguments(method);
        System.arraycopy(text, 0, arguments, 0, text.length);
        try {
            method.invoke(handle, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What a driver may answer, and does not by itself. */
    private Object answer(Class<?> type) throws MalformedURLException {
        if (type.isPrimitive()) {
            return primitive(type);
        }
        if (type.isArray()) {
            Class<?> element = type.getComponentType();
            return element == byte.class
                    ? new byte[] {9}
                    : element == int.class
                            ? new int[] {9}
                            : element == long.class ? new long[] {9L} : new Object[] {"a"};
        }
        if (type.isInterface() && type.getPackageName().equals("java.sql")) {
            return driver.make(type);
        }
        return switch (type.getSimpleName()) {
            case "BigDecimal" -> BigDecimal.TEN;
            case "Date" -> new Date(9);
            case "Time" -> new Time(9);
            case "Timestamp" -> new Timestamp(9);
            case "URL" -> new URL("file:/a");
            case "Map" -> Map.of("a", String.class);
            case "Properties" -> new Properties();
            case "SQLWarning" -> new SQLWarning();
            case "RowIdLifetime" -> RowIdLifetime.ROWID_VALID_FOREVER;
            case "InputStream" -> InputStream.nullInputStream();
            case "Reader" -> Reader.nullReader();
            case "OutputStream" -> OutputStream.nullOutputStream();
            case "Writer" -> Writer.nullWriter();
            case "Source" -> new StreamSource();
            case "Result" -> new StreamResult();
            default -> "answer";
        };
    }

    private static Object primitive(Class<?> type) {
        if (type == boolean.class) {
            return true;
        }
        if (type == byte.class) {
            return (byte) 9;
        }
        if (type == short.class) {
            return (short) 9;
        }
        if (type == int.class) {
            return 9;
        }
        if (type == long.class) {
            return 9L;
        }
        return type == float.class ? (Object) 9f : (Object) 9d;
    }
}
