package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What either driver knows of the transaction is read out of it; what cannot be read is taken to be the worse. */
@Tag("rooms")
final class MySqlTransactionTest {

    private static final String MARIADB = "org.mariadb.jdbc.Connection";
    private static final String MYSQL = "com.mysql.cj.jdbc.JdbcConnection";

    private int status;
    private Object known = true;

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
    }

    /** Of MySQL's driver. */
    public interface ServerSession {
        Boolean inTransactionOnServer();
    }

    /** Another version, whose connections know less. */
    public interface Older extends Connection {}

    /** Makes a connection of a type that is no part of the tests, with the methods of one that is. */
    private static Connection connection(String name, Class<?> shape, InvocationHandler handler) {
        class Loader extends ClassLoader {
            Loader() {
                super(MySqlTransactionTest.class.getClassLoader());
            }

            Class<?> define() {
                ClassWriter writer = new ClassWriter(0);
                writer.visit(
                        Opcodes.V17,
                        Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE,
                        name.replace('.', '/'),
                        null,
                        "java/lang/Object",
                        new String[] {Type.getInternalName(shape)});
                writer.visitEnd();
                byte[] code = writer.toByteArray();
                return defineClass(name, code, 0, code.length);
            }
        }
        Class<?> type = new Loader().define();
        return (Connection) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private <T> T make(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Connection mariaDb() {
        Context context = make(Context.class, (self, method, arguments) -> status);
        return connection(MARIADB, MariaDb.class, (self, method, arguments) -> context);
    }

    private Connection mySql() {
        ServerSession server = make(ServerSession.class, (self, method, arguments) -> {
            if (known instanceof Throwable failure) {
                throw failure;
            }
            return known;
        });
        Session session = make(Session.class, (self, method, arguments) -> server);
        return connection(MYSQL, MySql.class, (self, method, arguments) -> session);
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
    void connectionOfAnotherDriverIsNone() {
        assertThat(MySqlTransaction.of(new FakeDriver().connection())).isNull();
        assertThat(MySqlTransaction.of(connection(MARIADB, Older.class, (self, method, arguments) -> null)))
                .isNull();
        assertThat(MySqlTransaction.of(connection(MYSQL, Older.class, (self, method, arguments) -> null)))
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
