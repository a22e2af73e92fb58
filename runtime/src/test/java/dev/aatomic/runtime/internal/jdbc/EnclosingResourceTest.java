package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.support.NoDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.core.TransactionState;

/** A block in another library's transaction does no more to it than a savepoint undoes, and where it has none, says so to it. */
@Tag("rooms")
final class EnclosingResourceTest {

    /** What the database is, which does not belong to what is tested here. */
    private static final Set<String> ASKED_ONCE = Set.of(
            "getMetaData",
            "getDatabaseProductName",
            "supportsTransactions",
            "dataDefinitionCausesTransactionCommit",
            "supportsSavepoints");

    private final FakeDriver driver = new FakeDriver();
    private Connection connection = driver.connection();
    private final List<String> told = new ArrayList<>();
    private boolean readOnly;
    private @Nullable SQLException flushFails;
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, Integer.MAX_VALUE);

    private final class Enclosing implements EnclosingTransaction {

        @Override
        public String name() {
            return "the library's transaction";
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public Isolation isolation() {
            return Isolation.DEFAULT;
        }

        @Override
        public boolean isReadOnly() {
            return readOnly;
        }

        @Override
        public void flush() throws SQLException {
            told.add("flush");
            if (flushFails != null) {
                throw flushFails;
            }
        }

        @Override
        public void clear() {
            told.add("clear");
        }

        @Override
        public void setRollbackOnly() {
            told.add("rollback only");
        }

        @Override
        public void whenEnded(Consumer<Outcome> action) {}
    }

    private EnclosingResource withSavepoint;
    private EnclosingResource withoutSavepoint;

    @BeforeEach
    void open() throws SQLException {
        driver.answer("supportsSavepoints", true);
        withSavepoint = new EnclosingResource(database, new Enclosing(), true);
        withoutSavepoint = new EnclosingResource(database, new Enclosing(), false);
    }

    private List<String> calls() {
        return driver.takeCalls().stream()
                .map(call -> call.replaceAll(" .*", ""))
                .filter(call -> !ASKED_ONCE.contains(call))
                .toList();
    }

    @Test
    void savepointIsTheBeginningAndItsReleaseTheCommit() throws SQLException {
        assertThat(withSavepoint.isBegun()).isFalse();
        assertThat(withSavepoint.commit()).isNull();
        withSavepoint.begin();
        withSavepoint.begin();
        assertThat(withSavepoint.isBegun()).isTrue();
        assertThat(calls()).containsExactly("setSavepoint");

        assertThat(withSavepoint.commit()).isNull();
        withSavepoint.giveBack();

        assertThat(calls()).containsExactly("releaseSavepoint");
        assertThat(told).isEmpty();
        assertThat(withSavepoint.isTransactionOpen()).isTrue();
    }

    @Test
    void rollbackGoesToTheSavepoint() throws SQLException {
        withSavepoint.begin();
        calls();
        withSavepoint.rollback();

        assertThat(calls()).containsExactly("rollback");
        assertThat(told).containsExactly("clear");
    }

    @Test
    void withoutASavepointTheRollbackIsTheOtherLibrarys() throws SQLException {
        assertThat(withoutSavepoint.isBegun()).isTrue();
        withoutSavepoint.begin();
        withoutSavepoint.commit();
        assertThat(told).isEmpty();
        withoutSavepoint.rollback();

        assertThat(calls()).isEmpty();
        assertThat(told).containsExactly("rollback only");
    }

    @Test
    void savepointThatCouldNotBeSetBreaksTheTransactionAround() {
        driver.fail("setSavepoint", new SQLException("refused"));
        Thread.currentThread().interrupt();

        assertThatThrownBy(withSavepoint::begin).hasMessage("refused");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told).containsExactly("rollback only");
        calls();
        withSavepoint.evict();
        assertThat(calls()).isEmpty();
        assertThat(told).containsExactly("rollback only", "rollback only");
    }

    @Test
    void savepointThatIsNotReleasedBreaksTheTransactionAround() throws SQLException {
        withSavepoint.begin();
        driver.fail("releaseSavepoint", new SQLException("refused", "XX000"));

        assertThatThrownBy(withSavepoint::commit)
                .isInstanceOf(SQLException.class)
                .hasMessage("The savepoint of a block in the library's transaction could not be released")
                .hasFieldOrPropertyWithValue("SQLState", "40000");
        driver.fail("rollback", new SQLException("refused too", "XX000"));
        assertThatThrownBy(withSavepoint::rollback).hasMessage("refused too");
        assertThat(told).containsExactly("rollback only", "rollback only");
    }

    @Test
    void deadlockThatTookTheWholeTransactionAlongIsTheOtherLibrarysToo() throws SQLException {
        withSavepoint.begin();
        calls();

        assertThat(withSavepoint.hasRolledBack(new SQLException("refused", "23505")))
                .isFalse();
        assertThat(told).isEmpty();
        assertThat(withSavepoint.hasRolledBack(new SQLException("deadlock", "40001")))
                .isTrue();
        withSavepoint.rollback();

        assertThat(told).containsExactly("rollback only");
        assertThat(calls()).isEmpty();
    }

    @Test
    void connectionInDoubtIsClosedUnderTheOtherLibrary() throws SQLException {
        withSavepoint.begin();
        calls();
        withSavepoint.evict();

        assertThat(calls()).contains("abort", "close");
        assertThat(told).containsExactly("rollback only");
    }

    // ---- whether the transaction is open still

    @Test
    void transactionOnPostgresIsOpenUntilItsDriverSaysOtherwise() throws SQLException {
        driver.answer("getDatabaseProductName", "PostgreSQL");
        driver.answer("getTransactionState", TransactionState.OPEN);
        connection = driver.postgres();
        withSavepoint = new EnclosingResource(database, new Enclosing(), true);
        assertThat(withSavepoint.isTransactionOpen()).isTrue();
        assertThat(driver.count("getTransactionState"))
                .as("before the database is known")
                .isZero();
        database.dialect(connection);

        assertThat(withSavepoint.isTransactionOpen()).isTrue();
        driver.answer("getTransactionState", TransactionState.IDLE);
        assertThat(withSavepoint.isTransactionOpen()).isFalse();
    }

    @Test
    void connectionThatHidesItsDriverIsAskedForItOnce() throws SQLException {
        driver.answer("getDatabaseProductName", "PostgreSQL");
        database.dialect(connection);
        driver.takeCalls();

        assertThat(withSavepoint.isTransactionOpen()).isTrue();
        assertThat(withSavepoint.isTransactionOpen()).isTrue();

        assertThat(calls()).containsExactly("isWrapperFor");
    }

    @Test
    void otherDatabasesAreNotAsked() throws SQLException {
        driver.answer("getDatabaseProductName", "H2");
        database.dialect(connection);
        driver.takeCalls();

        assertThat(withSavepoint.isTransactionOpen()).isTrue();
        assertThat(calls()).isEmpty();
    }

    /** Whoever goes on after it would be told by nobody that what was done before is gone. */
    @Test
    void whatTheDatabaseHasRolledBackIsGoneForTheOtherLibraryToo() throws SQLException {
        assertThat(withSavepoint.hasRolledBack(new SQLException("deadlock", "40001")))
                .as("nothing was begun")
                .isFalse();
        withSavepoint.begin();

        assertThat(withSavepoint.hasRolledBack(new SQLException("duplicate", "23505")))
                .isFalse();
        assertThat(told).isEmpty();
        assertThat(withSavepoint.hasRolledBack(new IllegalStateException(new SQLException("deadlock", "40001"))))
                .isTrue();
        assertThat(withoutSavepoint.hasRolledBack(new SQLException("deadlock", "40001")))
                .isTrue();
        assertThat(told).containsExactly("rollback only", "rollback only");
    }

    // ---- what the other library holds back

    @Test
    void whatIsHeldBackIsSentBeforeASavepoint() throws SQLException {
        ResourceSavepoint savepoint = withSavepoint.setSavepoint("a");
        assertThat(told).containsExactly("flush");
        ResourceSavepoint next = savepoint.releaseAndSet("b");
        assertThat(told).containsExactly("flush", "flush");
        calls();
        next.rollbackTo();
        assertThat(told).containsExactly("flush", "flush", "clear");
        assertThat(calls()).containsExactly("rollback");
        next.rollbackToAndRelease();
        assertThat(told).containsExactly("flush", "flush", "clear", "clear");
        assertThat(calls()).containsExactly("rollback");
        next.release();

        assertThat(calls()).containsExactly("releaseSavepoint");
        withSavepoint.flush();
        assertThat(told).endsWith("flush");
    }

    @Test
    void transactionThatOnlyReadsHoldsNothingBack() throws SQLException {
        readOnly = true;
        withSavepoint.begin();
        withSavepoint.setSavepoint("a").rollbackTo();
        withSavepoint.flush();
        withSavepoint.rollback();

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsRefusedWhenItIsSentBreaksTheTransactionAround() {
        flushFails = new SQLException("refused");

        assertThatThrownBy(() -> withSavepoint.setSavepoint("a")).isSameAs(flushFails);
        assertThat(told).containsExactly("flush", "rollback only");
        assertThat(calls()).isEmpty();
    }
}
