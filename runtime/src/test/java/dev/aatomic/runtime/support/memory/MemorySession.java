package dev.aatomic.runtime.support.memory;

import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A connection to a {@link MemoryDatabase}. COMMIT is answered where that wants it, and what it is asked to do may be made to fail. */
public final class MemorySession implements JdbcSession {

    private final MemoryDatabase database;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Map<String, SQLException> faults = new ConcurrentHashMap<>();
    private final MemoryTransaction transaction;
    private final Connection connection;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean beginLost;
    private boolean begun;
    private boolean unwrapped;
    private volatile @Nullable String notRolledBack;

    public MemorySession(MemoryDatabase database) {
        this.database = database;
        this.transaction = new MemoryTransaction(database, this::called);
        this.connection = MemoryConnection.inTransaction(transaction);
        database.opened();
    }

    /** What it was asked to do with its transaction, in order. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** From now on this fails, whenever it is asked for. */
    public void fail(String call, SQLException failure) {
        faults.put(call, failure);
    }

    /** The network is gone. */
    public void lose() {
        gone.set(true);
    }

    /** What BEGIN, sent along with the first statement, has come to: from now on it may be lost. */
    public void mayLoseBegin(boolean lost) {
        beginLost = lost;
    }

    private void called(String call) throws SQLException {
        log.add(Thread.currentThread().isInterrupted() ? call + " interrupted" : call);
        SQLException fault = faults.get(call);
        if (fault != null) {
            throw fault;
        }
    }

    public int insert(int value) throws SQLException {
        return transaction.insert(value);
    }

    /** What it would commit now. */
    public List<Integer> inserted() {
        return List.copyOf(transaction.inserted());
    }

    @Override
    public void begin() throws SQLException {
        if (!begun) {
            called("begin");
            begun = true;
        }
    }

    @Override
    public boolean isBegun() {
        return begun;
    }

    @Override
    public boolean isTransactionOpen() {
        return true;
    }

    @Override
    public CompletionStage<?> commit() throws SQLException {
        called("commit");
        CompletableFuture<Void> answer = database.commit(transaction.inserted());
        transaction.clear();
        return answer;
    }

    @Override
    public @Nullable String rollback() throws SQLException {
        called("rollback");
        transaction.clear();
        return notRolledBack;
    }

    @Override
    public ResourceSavepoint setSavepoint(String name) throws SQLException {
        return transaction.mark(name);
    }

    @Override
    public SQLException savepointIsGone(String message) {
        return new SQLException(message, "3B001");
    }

    @Override
    public boolean isGone() {
        return gone.get();
    }

    @Override
    public CommitAnswer answerOf(Throwable failure) {
        if (!(failure instanceof SQLException refused)) {
            return CommitAnswer.UNKNOWN;
        }
        return switch (refused.getSQLState()) {
            case "08003" -> CommitAnswer.NOT_SENT;
            case "XX000" -> CommitAnswer.REFUSED_IF_ALIVE;
            default -> CommitAnswer.REFUSED;
        };
    }

    @Override
    public boolean hasRolledBack(Throwable failure) {
        return has(failure, "40001");
    }

    @Override
    public boolean isConflict(Throwable failure) {
        return has(failure, "40P01");
    }

    @Override
    public boolean isGivenUp(Throwable failure) {
        return has(failure, "25P02");
    }

    private static boolean has(Throwable failure, String state) {
        return failure instanceof SQLException refused && state.equals(refused.getSQLState());
    }

    @Override
    public boolean mayHaveGivenUp() {
        return true;
    }

    @Override
    public void statementFailed() {
        // It knows what became of its transaction all the same.
    }

    /** From now on it says this of each rollback, of those to a savepoint too. */
    public void keepsOnRollback(String what) {
        notRolledBack = what;
        transaction.leaves(what);
    }

    @Override
    public boolean isValid() {
        return !isGone();
    }

    @Override
    public void giveBack() {
        log.add("give back");
        leave();
    }

    @Override
    public void evict() {
        log.add("evict");
        leave();
    }

    private void leave() {
        gone.set(true);
        if (left.compareAndSet(false, true)) {
            database.closed();
        }
    }

    @Override
    public Runnable statementCancellation() {
        return () -> log.add("cancel");
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        return beginLost;
    }

    @Override
    public boolean mayLoseBegin() {
        return beginLost;
    }

    /** As a driver that cannot tell. */
    @Override
    public @Nullable StatementInFlight statementInFlight() {
        return null;
    }

    // ---- for handles

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void statementStarts(Statement statement) {}

    @Override
    public void statementEnded() {}

    @Override
    public void propertyTouched() {}

    @Override
    public boolean isKnownOpen() {
        return false;
    }

    @Override
    public boolean commitTellsNothing() {
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public void flushBeforeSavepoint() {}

    @Override
    public boolean beginUse() {
        return true;
    }

    @Override
    public void endUse() {}

    @Override
    public void propertiesRestored() {}

    @Override
    public void beforeOtherThanSql() {}

    @Override
    public void unwrapped() {
        unwrapped = true;
    }

    @Override
    public boolean isUnwrapped() {
        return unwrapped;
    }

    @Override
    public PostgresCopy.End endCopy() {
        return PostgresCopy.End.NONE;
    }
}
