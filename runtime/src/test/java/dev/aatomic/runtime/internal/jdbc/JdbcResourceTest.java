package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.PlainDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection is asked for what the block needs of it and no more, and goes back as it came, or not at all. */
@Tag("rooms")
final class JdbcResourceTest {

    private final FakeDriver driver = new FakeDriver();
    private @Nullable Connection given = driver.connection();
    private final ManagedDatabase database = new ManagedDatabase(
            "orders",
            new PlainDataSource() {
                @Override
                public @Nullable Connection getConnection() {
                    driver.takeCalls();
                    return given;
                }
            },
            1,
            Integer.MAX_VALUE);

    @BeforeEach
    void startAsPoolsDo() {
        driver.answer("getDatabaseProductName", "H2");
        driver.answer("supportsTransactionIsolationLevel", true);
        driver.answer("getAutoCommit", true);
        driver.answer("getTransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
    }

    private JdbcResource opened() throws SQLException {
        return JdbcResource.open(database);
    }

    private JdbcResource begun() throws SQLException {
        return begun(opened());
    }

    private JdbcResource begun(JdbcResource resource) throws SQLException {
        resource.begin();
        driver.answer("getAutoCommit", false);
        driver.takeCalls();
        return resource;
    }

    /** What was called, but for questions. */
    private List<String> changes() {
        return driver.takeCalls().stream()
                .filter(call -> !call.startsWith("get")
                        && !call.startsWith("supports")
                        && !call.startsWith("is")
                        && !call.startsWith("unwrap"))
                .toList();
    }

    private void assertEvicted() {
        assertThat(changes()).anyMatch(call -> call.startsWith("abort")).contains("close");
    }

    // ---- begins and ends

    @Test
    void blockWithoutAStatementCostsNothing() throws SQLException {
        JdbcResource resource = opened();
        assertThat(resource.isBegun()).isFalse();
        resource.giveBack();

        assertThat(driver.takeCalls()).containsExactly("close");
    }

    @Test
    void transactionBeginsOnce() throws SQLException {
        JdbcResource resource = opened();
        resource.begin();
        assertThat(changes()).containsExactly("setAutoCommit false");
        resource.begin();
        assertThat(driver.takeCalls()).isEmpty();
        assertThat(resource.isBegun()).isTrue();
        assertThat(resource.isTransactionOpen()).isTrue();

        assertThat(resource.commit()).isNull();
        resource.rollback();
        assertThat(changes()).containsExactly("commit", "rollback");
        resource.giveBack();
        assertThat(changes()).containsExactly("setAutoCommit true", "close");
    }

    @Test
    void connectionWithoutAutocommitStaysSo() throws SQLException {
        driver.answer("getAutoCommit", false);
        JdbcResource resource = opened();
        resource.begin();
        resource.giveBack();

        assertThat(changes()).containsExactly("close");
    }

    /** Once, and only where that would spare something. */
    @ParameterizedTest
    @CsvSource({"MySQL, true, 1", "MariaDB, true, 1", "Microsoft SQL Server, true, 1", "MySQL, false, 0", "H2, true, 0"
    })
    void poolThatCouldSpareRoundTripsIsSaidOnce(String product, boolean autoCommit, int said) throws SQLException {
        driver.answer("getDatabaseProductName", product);
        driver.answer("getAutoCommit", autoCommit);

        try (LogCapture log = new LogCapture()) {
            opened().begin();
            opened().begin();

            assertThat(log.lines()).hasSize(said);
            assertThat(log.count("database 'orders' gives connections with autocommit on"))
                    .isEqualTo(said);
            assertThat(log.count("with HikariCP autoCommit=false")).isEqualTo(said);
        }
    }

    @Test
    void workOutsideATransactionNeedsAutocommitAndIsToldNothing() throws SQLException {
        driver.answer("getDatabaseProductName", "MySQL");
        database.dialect(driver.connection());
        driver.answer("getAutoCommit", false);

        try (LogCapture log = new LogCapture()) {
            opened().beginAutocommit();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void whatCouldNotBeginIsThrownAway() throws SQLException {
        JdbcResource resource = opened();
        driver.fail("setAutoCommit", new SQLException("lost", "08006"));

        assertThatThrownBy(resource::begin).hasMessage("lost");
        assertThatThrownBy(resource::begin)
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith("The transaction could not be begun before");
        assertThat(resource.isBegun()).isFalse();
        driver.takeCalls();
        resource.giveBack();
        assertEvicted();
    }

    @Test
    void sourceThatGivesNothingFails() {
        given = null;

        assertThatThrownBy(this::opened).hasMessage("The data source returned null instead of a connection");
    }

    @Test
    void interruptFlagIsPutAsideAndGivenBack() throws SQLException {
        Thread.currentThread().interrupt();
        JdbcResource resource = opened();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        resource.begin();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        resource.giveBack();
        assertThat(Thread.interrupted()).isTrue();
        JdbcResource other = opened();
        other.beginAutocommit();
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        other.beginAutocommit();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void autocommitIsSwitchedOnForStatementsThatCommitAlone() throws SQLException {
        driver.answer("getAutoCommit", false);
        JdbcResource resource = opened();
        resource.beginAutocommit();
        assertThat(changes()).containsExactly("setAutoCommit true");
        resource.giveBack();

        assertThat(changes()).containsExactly("setAutoCommit false", "close");
    }

    // ---- properties

    @ParameterizedTest
    @CsvSource({"READ_UNCOMMITTED, 1", "REPEATABLE_READ, 4", "SERIALIZABLE, 8"})
    void isolationIsSetAndPutBack(Isolation isolation, int level) throws SQLException {
        JdbcResource resource = JdbcResource.open(database, isolation, true, null);
        resource.begin();
        assertThat(changes())
                .containsExactly("setReadOnly true", "setTransactionIsolation " + level, "setAutoCommit false");
        driver.answer("getAutoCommit", false);
        resource.giveBack();

        assertThat(changes())
                .containsExactly("setAutoCommit true", "setReadOnly false", "setTransactionIsolation 2", "close");
    }

    @Test
    void whatTheConnectionHasIsNotSet() throws SQLException {
        driver.answer("isReadOnly", true);
        JdbcResource resource = JdbcResource.open(database, Isolation.READ_COMMITTED, true, null);
        resource.begin();
        resource.giveBack();

        assertThat(changes()).containsExactly("setAutoCommit false", "setAutoCommit true", "close");
    }

    @Test
    void readOnlyIsPutBackWhereAutocommitWasOff() throws SQLException {
        driver.answer("getAutoCommit", false);
        JdbcResource resource = JdbcResource.open(database, Isolation.DEFAULT, true, null);
        resource.begin();
        assertThat(changes()).containsExactly("setReadOnly true");
        resource.giveBack();

        assertThat(changes()).containsExactly("setReadOnly false", "close");
    }

    @Test
    void isolationIsAskedForOnce() throws SQLException {
        JdbcResource.open(database, Isolation.SERIALIZABLE, false, null).begin();
        JdbcResource second = JdbcResource.open(database, Isolation.SERIALIZABLE, false, null);
        second.begin();

        assertThat(driver.takeCalls())
                .containsExactly("setTransactionIsolation 8", "getAutoCommit", "setAutoCommit false");
    }

    @Test
    void postgresHasItsIsolationFromAStatement() throws SQLException {
        driver.answer("getDatabaseProductName", "PostgreSQL");
        JdbcResource resource = JdbcResource.open(database, Isolation.REPEATABLE_READ, false, null);
        resource.begin();
        assertThat(changes())
                .containsExactly(
                        "setAutoCommit false",
                        "createStatement",
                        "execute SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                        "close");
        resource.giveBack();
        assertThat(changes()).containsExactly("setAutoCommit true", "close");
    }

    // ---- goes back

    @Test
    void sessionThatWasUsedIsReset() throws SQLException {
        database.resetWith("DISCARD ALL");
        opened().giveBack();
        assertThat(changes()).containsExactly("close");

        begun().giveBack();
        assertThat(changes())
                .containsExactly(
                        "setAutoCommit true",
                        "createStatement",
                        "execute DISCARD ALL",
                        "close",
                        "setAutoCommit true",
                        "close");
        JdbcResource withoutAutocommit = opened();
        begun(withoutAutocommit).giveBack();
        assertThat(changes())
                .containsExactly(
                        "setAutoCommit true",
                        "createStatement",
                        "execute DISCARD ALL",
                        "close",
                        "setAutoCommit false",
                        "close");
    }

    @Test
    void whatCannotBePutBackIsThrownAway() throws SQLException {
        JdbcResource resource = begun();
        driver.fail("setAutoCommit", new SQLException("lost", "08006"));
        try (LogCapture log = new LogCapture()) {
            resource.giveBack();

            assertThat(log.count("A connection of database 'orders' could not be put back as it was"))
                    .isEqualTo(1);
        }
        assertEvicted();
    }

    @Test
    void whatCannotBeClosedIsThrownAway() throws SQLException {
        JdbcResource resource = opened();
        driver.fail("close", new SQLException("lost", "08006"));
        try (LogCapture log = new LogCapture()) {
            resource.giveBack();

            assertThat(log.count("A connection of database 'orders' could not be given back to its pool"))
                    .isEqualTo(1);
        }
        assertEvicted();
    }

    @Test
    void propertyThatWasReadLeavesNoTransactionOpen() throws SQLException {
        driver.answer("getAutoCommit", false);
        JdbcResource touched = opened();
        touched.propertyTouched();
        touched.giveBack();
        assertThat(changes()).containsExactly("commit", "close");

        JdbcResource restored = begun();
        restored.propertiesRestored();
        restored.giveBack();
        assertThat(changes()).containsExactly("commit", "close");
        JdbcResource begun = begun();
        begun.propertyTouched();
        begun.giveBack();
        assertThat(changes()).containsExactly("close");

        driver.answer("getAutoCommit", true);
        JdbcResource autocommit = opened();
        autocommit.propertyTouched();
        autocommit.giveBack();
        assertThat(changes()).containsExactly("close");
    }

    @Test
    void transactionThatCannotBeEndedIsThrownAway() throws SQLException {
        driver.answer("getAutoCommit", false);
        driver.fail("commit", new SQLException("lost", "08006"));
        JdbcResource touched = opened();
        touched.propertyTouched();
        try (LogCapture log = new LogCapture()) {
            touched.giveBack();

            assertThat(log.count("A connection of database 'orders' could not be put back as it was"))
                    .isEqualTo(1);
        }
        assertEvicted();
    }

    // ---- questions

    @Test
    void connectionThatCannotBeAskedIsGone() throws SQLException {
        JdbcResource resource = opened();
        assertThat(resource.isGone()).isFalse();
        assertThat(resource.isValid()).isFalse();
        driver.answer("isClosed", true);
        driver.answer("isValid", true);
        assertThat(resource.isGone()).isTrue();
        assertThat(resource.isValid()).isTrue();

        driver.fail("isClosed", new SQLException());
        driver.fail("isValid", new SQLException());
        assertThat(resource.isGone()).isTrue();
        assertThat(resource.isValid()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "23505, REFUSED",
        "40001, REFUSED",
        "0A000, REFUSED",
        "25P02, REFUSED",
        "25P03, REFUSED",
        "25P04, REFUSED",
        "08006, UNKNOWN",
        "08003, UNKNOWN",
        "40003, UNKNOWN",
        "57P01, UNKNOWN",
        ", UNKNOWN",
        "XX000, REFUSED_IF_ALIVE",
        "25000, REFUSED_IF_ALIVE"
    })
    void failureOfCommitSaysWhatBecameOfTheTransaction(@Nullable String state, CommitAnswer answer)
            throws SQLException {
        assertThat(opened().answerOf(new SQLException("commit", state))).isEqualTo(answer);
        assertThat(opened().answerOf(new IllegalStateException())).isEqualTo(CommitAnswer.UNKNOWN);
    }

    @Test
    void conflictIsOneAnywhereInTheCauses() throws SQLException {
        JdbcResource resource = opened();

        assertThat(resource.isConflict(new IllegalStateException(new SQLException("conflict", "40001"))))
                .isTrue();
        assertThat(resource.isConflict(new SQLException("duplicate", "23505"))).isFalse();
        assertThat(resource.isGivenUp(new IllegalStateException(new SQLException("aborted", "25P02"))))
                .isTrue();
        assertThat(resource.isGivenUp(new SQLException("conflict", "40001"))).isFalse();
    }

    /** A failure of the user's code must not take the place of the driver's. */
    @Test
    void dialectThatFailsKnowsOfNoConflict() throws SQLException {
        ManagedDatabase known = database.withQueuesOfItsOwn(1, List.of(metaData -> new Dialect() {
            @Override
            public Family family() {
                return Family.H2;
            }

            @Override
            public FailureMeaning meaningOf(SQLException failure) {
                throw new IllegalStateException("dialect");
            }
        }));
        JdbcResource resource = begun(JdbcResource.open(known));

        assertThat(resource.isConflict(new SQLException("conflict", "40001"))).isFalse();
    }

    @Test
    void driversOwnObjectsAreRemembered() throws SQLException {
        JdbcResource resource = opened();
        assertThat(resource.isUnwrapped()).isFalse();
        assertThat(resource.endCopy()).isEqualTo(PostgresCopy.End.NONE);
        resource.unwrapped();
        assertThat(resource.isUnwrapped()).isTrue();
        assertThat(resource.endCopy()).isEqualTo(PostgresCopy.End.NONE);
        assertThat(resource.savepointIsGone("gone").getSQLState()).isEqualTo("3B001");
        assertThat(resource.mayLoseBegin()).isFalse();
        assertThat(resource.hasLostBegin(new SQLException())).isFalse();
    }

    // ---- savepoints

    @Test
    void savepointsAreTheDrivers() throws SQLException {
        JdbcResource resource = begun();
        ResourceSavepoint first = resource.setSavepoint("a");
        ResourceSavepoint second = first.releaseAndSet("b");
        second.rollbackTo();
        second.rollbackToAndRelease();
        second.release();

        assertThat(driver.takeCalls().stream().map(call -> call.replaceAll(" the .*", "")))
                .containsExactly(
                        "setSavepoint a",
                        "releaseSavepoint",
                        "setSavepoint b",
                        "rollback",
                        "rollback",
                        "releaseSavepoint");
    }
}
