package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.DriverTransaction;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The connection of another library's transaction, lent to an outermost block. To the block a savepoint is the beginning and its release
 * the commit; without one, a rollback is left to the other library.
 */
public final class EnclosingResource extends JdbcResource {

    private static final String TRANSACTION_ROLLBACK = "40000";

    private final EnclosingTransaction enclosing;
    private final boolean wantsSavepoint;
    /** The beginning of the block. */
    private @Nullable ResourceSavepoint savepoint;

    private final ManagedDatabase database;

    /** What knows of the other library's transaction, once it was looked for. */
    private @Nullable DriverTransaction driver;

    private boolean driverKnown;

    /** Whether the database has rolled the other library's whole transaction back. */
    private boolean isRolledBack;

    /** Whether the other library knows that the block has done with the connection. */
    private final AtomicBoolean returned = new AtomicBoolean();

    /** Whether the savepoint could not be set: the block did nothing on the connection, which is the other library's to roll back. */
    private volatile boolean refused;

    public EnclosingResource(ManagedDatabase database, EnclosingTransaction enclosing, boolean wantsSavepoint)
            throws SQLException {
        super(database, enclosing.connection(), null);
        this.database = database;
        this.enclosing = enclosing;
        this.wantsSavepoint = wantsSavepoint;
    }

    // ---- the connection, as long as it is lent

    @Override
    public boolean beginUse() {
        return enclosing.beginUse();
    }

    @Override
    public void endUse() {
        enclosing.endUse();
    }

    private interface Use<T extends @Nullable Object> {
        T make() throws SQLException;
    }

    private <T extends @Nullable Object> T use(Use<T> use) throws SQLException {
        if (!beginUse()) {
            throw new SQLException(enclosing.name() + " is over", TRANSACTION_ROLLBACK);
        }
        try {
            return use.make();
        } finally {
            endUse();
        }
    }

    // ---- the transaction

    /** Does nothing: the other library has chosen. */
    @Override
    void route() {}

    @Override
    public void begin() throws SQLException {
        if (!wantsSavepoint || savepoint != null) {
            return;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            savepoint = use(() -> super.setSavepoint(SavepointNames.ofEnclosing()));
        } finally {
            if (savepoint == null) {
                // It may have been set all the same: what was done before the block must not be committed with a part
                // of it.
                enclosing.setRollbackOnly();
                refused = true;
            }
            InterruptFlag.giveBack(interrupted);
        }
    }

    @Override
    public boolean isTransactionOpen() {
        DatabaseDialect dialect = database.knownDialect();
        if (!driverKnown && dialect != null) {
            driverKnown = true;
            driver = dialect.driverTransaction(connection());
        }
        return isTransactionOpen(driver) || isBeingRolledBack();
    }

    /**
     * Whether another thread is rolling the other library's transaction back, of which the block will be told. Nothing can have been committed
     * as long as autocommit is off.
     */
    private boolean isBeingRolledBack() {
        if (beginUse()) {
            endUse();
            return false;
        }
        try {
            return !connection().getAutoCommit();
        } catch (SQLException cannotBeAsked) {
            return false;
        }
    }

    /** If the database refuses it, no rollback to a savepoint undoes that. */
    @Override
    public void flushBeforeSavepoint() throws SQLException {
        try {
            flush();
        } catch (Throwable t) {
            enclosing.setRollbackOnly();
            throw t;
        }
    }

    @Override
    public void flush() throws SQLException {
        if (!enclosing.isReadOnly()) {
            enclosing.flush();
        }
    }

    @Override
    public ResourceSavepoint setSavepoint(String name) throws SQLException {
        flushBeforeSavepoint();
        return new EnclosingSavepoint(use(() -> super.setSavepoint(name)));
    }

    /**
     * A savepoint in the other library's transaction. Before one is set that library sends what it holds back; after a rollback to one it
     * forgets what the database may not have any more.
     */
    private final class EnclosingSavepoint implements ResourceSavepoint {

        private final ResourceSavepoint set;

        EnclosingSavepoint(ResourceSavepoint set) {
            this.set = set;
        }

        @Override
        public void release() throws SQLException {
            use(() -> {
                set.release();
                return null;
            });
        }

        @Override
        public ResourceSavepoint releaseAndSet(String name) throws SQLException {
            flushBeforeSavepoint();
            return new EnclosingSavepoint(use(() -> set.releaseAndSet(name)));
        }

        @Override
        public @Nullable String rollbackTo() throws SQLException {
            return goBack(set::rollbackTo);
        }

        @Override
        public @Nullable String rollbackToAndRelease() throws SQLException {
            return goBack(set::rollbackToAndRelease);
        }
    }

    /** Goes back to a savepoint; if the other library's transaction has rolled back, all is undone already. */
    private @Nullable String goBack(Use<@Nullable String> rollback) throws SQLException {
        if (!beginUse()) {
            return null;
        }
        try {
            String left = rollback.make();
            clear();
            return left;
        } finally {
            endUse();
        }
    }

    private void clear() {
        if (!enclosing.isReadOnly()) {
            enclosing.clear();
        }
    }

    /** Without a savepoint the block's failure counts even if it sent no statement. */
    @Override
    public boolean isBegun() {
        return savepoint != null || !wantsSavepoint;
    }

    @Override
    public @Nullable CompletionStage<?> commit() throws SQLException {
        if (!beginUse()) {
            // Without a savepoint, too: what the block did is gone.
            throw new SQLException(
                    enclosing.name() + " is over, and the block that took part in it with it", TRANSACTION_ROLLBACK);
        }
        try {
            if (savepoint != null) {
                savepoint.release();
            }
            return null;
        } catch (SQLException e) {
            enclosing.setRollbackOnly();
            // Whatever happened, nothing is committed: the other library's COMMIT was still to come, and will not.
            throw new SQLException(
                    "The savepoint of a block in " + enclosing.name() + " could not be released",
                    TRANSACTION_ROLLBACK,
                    e);
        } finally {
            endUse();
        }
    }

    /** Then there is nothing left to go back to, and nothing that the other library could commit. */
    @Override
    public boolean hasRolledBack(Throwable failure) {
        if (super.hasRolledBack(failure)) {
            isRolledBack = true;
            enclosing.setRollbackOnly();
        }
        return isRolledBack;
    }

    @Override
    public @Nullable String rollback() throws SQLException {
        if (isRolledBack) {
            return null;
        }
        if (savepoint == null) {
            enclosing.setRollbackOnly();
            return null;
        }
        try {
            return goBack(savepoint::rollbackToAndRelease);
        } catch (SQLException | RuntimeException e) {
            enclosing.setRollbackOnly();
            throw e;
        }
    }

    /** The other library's COMMIT is its own. */
    @Override
    public boolean commitTellsNothing() {
        return false;
    }

    /** The connection stays with its transaction. */
    @Override
    public void giveBack() {
        if (returned.compareAndSet(false, true)) {
            enclosing.giveBack();
        }
    }

    @Override
    public void evict() {
        try {
            enclosing.setRollbackOnly();
        } finally {
            if (!refused) {
                enclosing.evict(super::evict);
            }
            giveBack();
        }
    }
}
