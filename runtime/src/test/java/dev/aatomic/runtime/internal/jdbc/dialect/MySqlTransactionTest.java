package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.support.NamedTypes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What either driver knows of the transaction is read out of it; what cannot be read is taken to be the worse. */
@Tag("rooms")
final class MySqlTransactionTest {

    private static final String MARIADB = "org.mariadb.jdbc.Connection";
    private static final String MYSQL = "com.mysql.cj.jdbc.JdbcConnection";

    private final FakeDriver driver = new FakeDriver();
    private int status;
    private Object known = true;

    /** The result that is being read row by row. */
    private @Nullable Object stream;

    /** What the server would say. */
    private boolean isOpen;

    /** As MariaDB's driver has it. */
    public interface MariaDb extends Connection {
        Context getContext();
    }

    /** Of MariaDB's driver. */
    public interface Context {
        int getServerStatus();
    }

    /** As MySQL's driver has it. */
    public interface MySql extends Connection {
        Session getSession();
    }

    /** Of MySQL's driver. */
    public interface Session {
        ServerSession getServerSession();

        Protocol getProtocol();
    }

    /** Of MySQL's driver. */
    public interface Protocol {
        Object getStreamingData();
    }

    /** Of MySQL's driver. */
    public interface ServerSession {
        Boolean inTransactionOnServer();
    }

    /** Another version, whose connections know less. */
    public interface Older extends Connection {}

    private <T> T make(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Connection mariaDb() {
        Context context = make(Context.class, (self, method, arguments) -> status);
        return connection(MARIADB, MariaDb.class, "getContext", context);
    }

    /** All but the driver's own is asked of the other driver, and an answer to a question brings what is known up to date. */
    private <T extends Connection> T connection(String name, Class<T> shape, String own, Object answer) {
        return NamedTypes.proxy(name, shape, (self, method, arguments) -> {
            if (method.getName().equals(own)) {
                return answer;
            }
            if (method.getName().equals("createStatement")) {
                return make(Statement.class, (statement, called, given) -> {
                    Object result = driver.invoke(statement, called, given);
                    if (called.getName().equals("execute")) {
                        status = isOpen ? 1 : 0;
                        known = isOpen;
                    }
                    return result;
                });
            }
            return driver.invoke(self, method, arguments);
        });
    }

    private Connection mySql() {
        ServerSession server = make(ServerSession.class, (self, method, arguments) -> {
            if (known instanceof Throwable failure) {
                throw failure;
            }
            return known;
        });
        Protocol protocol = make(Protocol.class, (self, method, arguments) -> stream);
        Session session = make(
                Session.class, (self, method, arguments) -> method.getName().equals("getProtocol") ? protocol : server);
        return connection(MYSQL, MySql.class, "getSession", session);
    }

    private static MySqlTransaction of(Connection connection) {
        return Objects.requireNonNull(MySqlTransaction.of(connection));
    }

    @ParameterizedTest
    @CsvSource({
        "0, true",
        "1, false",
        // Autocommit is on: another bit.
        "2, true",
        "3, false",
        // More results are to come, and no transaction is open.
        "8, true",
        "0x2009, false"
    })
    void mariaDbsDriverHasTheServersStatus(String sent, boolean idle) {
        status = Integer.decode(sent);

        assertThat(of(mariaDb()).isIdle()).isEqualTo(idle);
    }

    @Test
    void mySqlsDriverHasReadIt() {
        MySqlTransaction transaction = of(mySql());
        assertThat(transaction.isIdle()).isFalse();

        known = false;
        assertThat(transaction.isIdle()).isTrue();
    }

    @Test
    void driverThatCannotBeAskedIsIdle() {
        MySqlTransaction transaction = of(mySql());

        known = new IllegalStateException("closed");
        assertThat(transaction.isIdle()).isTrue();
    }

    /** An error packet has no status: what the driver knows then is of the statement before. */
    @Test
    void errorSaysNothingOfTheTransaction() {
        assertThat(of(mariaDb()).isKnownAfterFailure()).isFalse();
        assertThat(of(mySql()).isKnownAfterFailure()).isFalse();
    }

    // ---- whether it is idle for sure

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "MariaDB, idle, true",
        "MariaDB, open, false",
        "MariaDB, refused, false",
        "MySQL, idle, true",
        "MySQL, open, false",
        "MySQL, refused, false",
    })
    void serverIsAskedWhetherNoTransactionIsOpen(String product, String answer, boolean sure) {
        MySqlTransaction transaction = of(product.equals("MySQL") ? mySql() : mariaDb());
        status = 0;
        known = false;
        isOpen = answer.equals("open");
        if (answer.equals("refused")) {
            driver.fail("execute", new SQLException("lost", "08S01"));
        }

        assertThat(transaction.isIdle()).isTrue();
        assertThat(transaction.isIdleForSure()).isEqualTo(sure);
        assertThat(driver.takeCalls()).as("a question that begins nothing").containsExactly("execute DO 0", "close");
    }

    /** The driver would refuse the question, or throw the rest of the result away for it. */
    @Test
    void nothingIsAskedWhileAResultIsReadRowByRow() {
        MySqlTransaction transaction = of(mySql());
        known = false;
        stream = "rows";

        assertThat(transaction.isIdleForSure()).isFalse();
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void statementIsCancelledByItself() throws SQLException {
        MySqlTransaction transaction = of(mariaDb());

        assertThat(transaction.cancel()).isFalse();
        assertThat(transaction.answersAtOnce()).isFalse();
        assertThat(transaction.hasLostBegin(new SQLException("lost", "08S01"))).isFalse();
        assertThat(transaction.wasClosedBefore(new SQLException("closed", "08003")))
                .isFalse();
    }

    @Test
    void dialectFindsIt() {
        status = 1;

        DriverTransaction found = new MySqlDialect(ReadOnly.OF_CONNECTION).driverTransaction(mariaDb());

        assertThat(Objects.requireNonNull(found).isIdle()).isFalse();
    }

    @Test
    void connectionOfAnotherDriverIsNone() {
        assertThat(MySqlTransaction.of(new FakeDriver().connection())).isNull();
        assertThat(MySqlTransaction.of(NamedTypes.proxy(MARIADB, Older.class, (self, method, arguments) -> null)))
                .isNull();
        assertThat(MySqlTransaction.of(NamedTypes.proxy(MYSQL, Older.class, (self, method, arguments) -> null)))
                .isNull();
    }

    /** A pool's wrapper leads to it. */
    @Test
    void driversConnectionIsFoundBehindAWrapper() {
        Connection physical = mariaDb();
        ClassLoader loader = physical.getClass().getClassLoader();
        Connection wrapper = (Connection) Proxy.newProxyInstance(
                loader, new Class<?>[] {Connection.class}, (self, method, arguments) -> switch (method.getName()) {
                    case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(physical);
                    case "unwrap" -> physical;
                    default -> throw new SQLException("Not a call that was expected: " + method.getName());
                });
        Thread.currentThread().setContextClassLoader(loader);
        status = 1;
        try {
            assertThat(of(wrapper).isIdle()).isFalse();
        } finally {
            Thread.currentThread().setContextClassLoader(MySqlTransactionTest.class.getClassLoader());
        }
    }
}
