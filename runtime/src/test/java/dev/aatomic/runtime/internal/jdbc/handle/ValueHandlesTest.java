package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values that lead to the driver's connection are given behind handles, also as elements of others, and nothing else is touched. */
@Tag("D8")
final class ValueHandlesTest {

    private final FakeDriver driver = new FakeDriver();
    private final DirectOwner owner = new DirectOwner(driver.connection());
    private final ConnectionHandle connection = (ConnectionHandle) ConnectionHandle.open(owner);
    private final Blob blob = driver.make(Blob.class);

    private @Nullable Object leadBack(@Nullable Object value) throws SQLException {
        return ValueHandles.leadBack(connection, value, Object.class);
    }

    private static void assertHandle(@Nullable Object handle, Object driversObject) {
        assertThat(handle)
                .isInstanceOfSatisfying(
                        DriverObject.class,
                        object -> assertThat(object.driverObject()).isSameAs(driversObject));
    }

    @Test
    void whatLeadsNowhereStaysAsItIs() throws SQLException {
        Savepoint savepoint = driver.make(Savepoint.class);
        Object handle = leadBack(blob);

        assertThat(leadBack(null)).isNull();
        assertThat(leadBack("text")).isEqualTo("text");
        assertThat(leadBack(savepoint)).isSameAs(savepoint);
        assertThat(leadBack(handle)).as("a handle").isSameAs(handle);
    }

    @Test
    void charactersAreOfTheKindThatIsWanted() throws SQLException {
        NClob both = driver.make(NClob.class);

        assertThat(ValueHandles.leadBack(connection, both, Object.class)).isInstanceOf(NClob.class);
        assertThat(ValueHandles.leadBack(connection, both, NClob.class)).isInstanceOf(NClob.class);
        assertThat(ValueHandles.leadBack(connection, both, Clob.class))
                .isInstanceOf(Clob.class)
                .isNotInstanceOf(NClob.class);
        assertThat(ValueHandles.leadBack(connection, both, FakeDriver.FakeObject.class))
                .isSameAs(both);
    }

    @Test
    void elementThatNeedsAHandleIsReplacedInACopy() throws SQLException {
        Object[] elements = {"a", blob, null, blob};

        Object[] copy = (Object[]) leadBack(elements);

        assertThat(copy).hasSize(4).containsSequence("a").doesNotContain(blob);
        assertHandle(copy[1], blob);
        assertThat(copy[2]).isNull();
        assertHandle(copy[3], blob);
        assertThat(elements).containsExactly("a", blob, null, blob);
    }

    @Test
    void copyIsOfTheSameTypeWhereAHandleFits() throws SQLException {
        Blob[] fitting = {blob};
        Object savepoint = driver.make(Savepoint.class);
        FakeDriver.FakeObject[] drivers = {(FakeDriver.FakeObject) savepoint, (FakeDriver.FakeObject) blob};

        assertThat(leadBack(fitting)).isInstanceOf(Blob[].class);
        Object copy = leadBack(drivers);
        assertThat(copy).isExactlyInstanceOf(Object[].class);
        assertThat(((Object[]) copy)[0]).isSameAs(savepoint);
        assertHandle(((Object[]) copy)[1], blob);
    }

    @Test
    void connectionOfTheDriverIsGivenWhereItsOwnTypeIsAskedFor() throws SQLException {
        Object pooled = driver.connection();

        assertThat(connection.leadBack(pooled, Object.class)).isSameAs(connection);
        assertThat(connection.leadBack(pooled, FakeDriver.FakeObject.class)).isSameAs(pooled);
    }

    @Test
    void elementsOfElementsAreLookedAtToo() throws SQLException {
        Object[] inner = {blob};
        Object[][] outer = {inner};

        Object[] copy = (Object[]) leadBack(outer);

        assertThat(copy).isInstanceOf(Object[][].class);
        assertHandle(((Object[]) copy[0])[0], blob);
        assertThat(outer[0]).isSameAs(inner);
    }

    @Test
    void arrayWithoutSuchElementsIsGivenItself() throws SQLException {
        Object[] objects = {"a", 1, null};
        Integer[] numbers = {1};

        assertThat(leadBack(objects)).isSameAs(objects);
        assertThat(leadBack(numbers)).isSameAs(numbers);
    }

    @Test
    void handlesAmongArgumentsAreReplacedInACopy() throws SQLException {
        Object handle = leadBack(blob);
        Object[] plain = {"a"};
        Object[] withHandle = {"a", handle, handle};

        assertThat(DriverObject.withoutHandle(plain)).isSameAs(plain);
        assertThat(DriverObject.withoutHandle((Object[]) null)).isNull();
        assertThat(DriverObject.withoutHandle(withHandle)).containsExactly("a", blob, blob);
        assertThat(withHandle).containsExactly("a", handle, handle);
        assertThat(DriverObject.withoutHandle((Object) withHandle)).isEqualTo(new Object[] {"a", blob, blob});
        assertThat(DriverObject.withoutHandle(blob)).isSameAs(blob);
    }

    @Test
    void arrayWithoutAResultHasNone() throws SQLException {
        Array silent = (Array) Proxy.newProxyInstance(
                ValueHandlesTest.class.getClassLoader(),
                new Class<?>[] {Array.class},
                (self, method, arguments) -> null);
        ArrayHandle handle = new ArrayHandle(connection, silent);

        assertThat(handle.getResultSet()).isNull();
        assertThat(handle.getResultSet(Map.of())).isNull();
        assertThat(owner.hasLedger()).isFalse();
    }

    @Test
    void resultOfAnArrayIsClosedWithItsConnection() throws SQLException {
        ArrayHandle handle = new ArrayHandle(connection, driver.make(Array.class));
        handle.getResultSet();
        assertThat(owner.ledger().hasOpen()).isTrue();

        connection.close();

        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void valueThatWasFreedWithItsBlockIsFree() throws SQLException {
        Blob handle = (Blob) leadBack(blob);
        handle.free();
        assertThat(driver.takeCalls()).containsExactly("free");
        owner.ended = true;

        assertThatCode(handle::free).doesNotThrowAnyException();
        assertThat(driver.takeCalls()).isEmpty();
    }
}
