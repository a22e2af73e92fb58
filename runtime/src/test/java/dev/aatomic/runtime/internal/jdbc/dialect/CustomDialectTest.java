package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user's dialect says holds; what it leaves open is as its family has it. */
@Tag("rooms")
final class CustomDialectTest {

    /** What users may say. */
    private static final Set<String> OWN = Set.of("meaningOf", "readOnly", "savepoints");

    private final FakeDriver driver = new FakeDriver();
    private final Connection connection = driver.connection();

    /** Leaves all open. */
    private static final class Silent implements Dialect {

        @Override
        public Family family() {
            return Family.SQL_SERVER;
        }
    }

    /** Says all. */
    private static final class Speaking implements Dialect {

        private final Savepoints savepoints;

        Speaking(Savepoints savepoints) {
            this.savepoints = savepoints;
        }

        @Override
        public Family family() {
            return Family.MYSQL;
        }

        @Override
        public @Nullable FailureMeaning meaningOf(SQLException failure) {
            return failure.getErrorCode() == 9007 ? FailureMeaning.RETRYABLE : null;
        }

        @Override
        public ReadOnly readOnly() {
            return ReadOnly.ofTransaction("START TRANSACTION READ ONLY");
        }

        @Override
        public Savepoints savepoints() {
            return savepoints;
        }
    }

    private static CustomDialect speaking(Dialect.Savepoints savepoints) {
        return new CustomDialect(new Speaking(savepoints), new MySqlDialect(Dialect.ReadOnly.OF_CONNECTION));
    }

    /** A method that is added to the interface and forgotten here would have the answer of no family. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverIsLeftOpenIsAnsweredByTheFamily(boolean yes) throws ReflectiveOperationException {
        List<String> asked = new ArrayList<>();
        DatabaseDialect real = new SqlServerDialect();
        DriverTransaction transaction = () -> yes;
        TransactionName name = new TransactionName() {
            @Override
            public String sql() {
                return "name it";
            }

            @Override
            public void takeOff(Connection connection) {}
        };
        DatabaseDialect family = (DatabaseDialect) Proxy.newProxyInstance(
                DatabaseDialect.class.getClassLoader(),
                new Class<?>[] {DatabaseDialect.class},
                (self, method, arguments) -> {
                    asked.add(method.getName());
                    Class<?> type = method.getReturnType();
                    if (type == boolean.class) {
                        return yes;
                    }
                    if (type == TransactionName.class) {
                        return name;
                    }
                    return type == DriverTransaction.class
                            ? transaction
                            : type == String.class ? "left" : invoke(method, real, arguments);
                });
        CustomDialect custom = new CustomDialect(new Silent(), family);
        List<Method> questions = Stream.of(DatabaseDialect.class.getMethods()).toList();

        for (Method question : questions) {
            Object[] arguments =
                    Stream.of(question.getParameterTypes()).map(this::argument).toArray();
            asked.clear();
            Object answer = question.invoke(custom, arguments);
            assertThat(asked).as(question.getName()).containsExactly(question.getName());
            if (answer instanceof Boolean || answer instanceof String || answer instanceof DriverTransaction) {
                assertThat(answer).as(question.getName()).isIn(yes, "left", transaction);
            } else {
                assertThat(answer).as(question.getName()).isNotNull();
            }
        }
        assertThat(questions).hasSizeGreaterThan(OWN.size());
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object argument(Class<?> type) {
        if (type == Connection.class) {
            return connection;
        }
        return type == String.class ? "a" : new SQLException("failure", "40001", 1205);
    }

    @Test
    void whatIsSaidHolds() {
        CustomDialect custom = speaking(Dialect.Savepoints.KEPT);

        assertThat(custom.meaningOf(new SQLException("conflict", "HY000", 9007)))
                .isEqualTo(Dialect.FailureMeaning.RETRYABLE);
        assertThat(custom.meaningOf(new SQLException("lock wait", "40001", 1205)))
                .isEqualTo(Dialect.FailureMeaning.REFUSED);
        assertThat(custom.readOnly()).isEqualTo(Dialect.ReadOnly.ofTransaction("START TRANSACTION READ ONLY"));
        assertThat(custom.savepoints()).isEqualTo(Dialect.Savepoints.KEPT);
    }

    @Test
    void savepointIsAsTheUserSays() throws SQLException {
        ResourceSavepoint kept = speaking(Dialect.Savepoints.KEPT).setSavepoint(connection, "a");
        kept.release();
        assertThat(driver.takeCalls()).containsExactly("setSavepoint a");

        speaking(Dialect.Savepoints.RELEASED).setSavepoint(connection, "a").release();
        assertThat(driver.takeCalls()).hasSize(2);

        assertThatThrownBy(() -> speaking(Dialect.Savepoints.NONE).setSavepoint(connection, "a"))
                .hasMessageContaining("no savepoints");
    }
}
