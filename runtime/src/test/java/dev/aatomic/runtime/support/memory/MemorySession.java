package dev.aatomic.runtime.support.memory;

import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.PostgresCopy;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection to a {@link MemoryDatabase}. COMMIT is answered on another thread. */
public final class MemorySession implements JdbcSession {

    private final MemoryDatabase database;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final MemoryTransaction transaction;
    private final Connection connection;
    private final AtomicBoolean gone = new AtomicBoolean();
    private boolean begun;
    private boolean unwrapped;

    public MemorySession(MemoryDatabase database) {
        this.database = database;
        this.transaction = new MemoryTransaction(database, log);
        this.connection = MemoryConnection.inTransaction(transaction);
        database.opened();
    }

    /** What it was asked to do with its transaction, in order. */
    public List<String> log() {
        return List.copyOf(log);
    }

    public int insert(int value) throws SQLException {
        return transaction.insert(value);
    }

    /** What it would commit now. */
    public List<Integer> inserted() {
        return List.copyOf(transaction.inserted());
    }

    @Override
    public void begin() {
        if (!begun) {
            log.add("begin");
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
    public CompletionStage<?> commit() {
        log.add("commit");
        CompletableFuture<Void> answer = database.commit(transaction.inserted());
        transaction.clear();
        return answer;
    }

    @Override
    public void rollback() {
        log.add("rollback");
        transaction.clear();
    }

    @Override
    public ResourceSavepoint setSavepoint(String name) {
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
        return failure instanceof SQLException ? CommitAnswer.REFUSED : CommitAnswer.UNKNOWN;
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
        if (gone.compareAndSet(false, true)) {
            database.closed();
        }
    }

    @Override
    public Runnable statementCancellation() {
        return null;
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        return false;
    }

    @Override
    public boolean mayLoseBegin() {
        return false;
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
    public void propertiesRestored() {}

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
