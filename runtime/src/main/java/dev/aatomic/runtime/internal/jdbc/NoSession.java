package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the transaction of a block runs on that has no connection yet: nothing is begun, and so there is nothing to end. What needs a
 * connection is not called: its turn comes when there is one.
 */
public final class NoSession implements JdbcSession {

    public static final NoSession INSTANCE = new NoSession();

    private NoSession() {}

    private static IllegalStateException needed() {
        return new IllegalStateException("A call came to the connection before the block had one");
    }

    @Override
    public boolean isBegun() {
        return false;
    }

    @Override
    public boolean isTransactionOpen() {
        return true;
    }

    @Override
    public boolean isKnownOpen() {
        return false;
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    public boolean isUnwrapped() {
        return false;
    }

    @Override
    public boolean commitTellsNothing() {
        return false;
    }

    @Override
    public PostgresCopy.End endCopy() {
        return PostgresCopy.End.NONE;
    }

    @Override
    public void giveBack() {}

    @Override
    public void evict() {}

    @Override
    public void propertiesRestored() {}

    @Override
    public @Nullable Runnable statementCancellation() {
        return null;
    }

    @Override
    public @Nullable StatementInFlight statementInFlight() {
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

    @Override
    public boolean hasRolledBack(Throwable failure) {
        return false;
    }

    @Override
    public boolean isConflict(Throwable failure) {
        return false;
    }

    @Override
    public boolean isGivenUp(Throwable failure) {
        return false;
    }

    @Override
    public boolean mayHaveGivenUp() {
        return false;
    }

    @Override
    public CommitAnswer answerOf(Throwable failure) {
        return CommitAnswer.NOT_SENT;
    }

    @Override
    public SQLException savepointIsGone(String message) {
        return new SQLException(message);
    }

    // ---- what needs a connection

    @Override
    public Connection connection() {
        throw needed();
    }

    @Override
    public void begin() {
        throw needed();
    }

    @Override
    public @Nullable CompletionStage<?> commit() {
        throw needed();
    }

    @Override
    public @Nullable String rollback() {
        throw needed();
    }

    @Override
    public ResourceSavepoint setSavepoint(String name) {
        throw needed();
    }

    @Override
    public boolean beginUse() {
        throw needed();
    }

    @Override
    public void endUse() {
        throw needed();
    }

    @Override
    public void statementStarts(Statement statement) {
        throw needed();
    }

    @Override
    public void statementEnded() {
        throw needed();
    }

    @Override
    public void statementFailed() {
        throw needed();
    }

    @Override
    public void propertyTouched() {
        throw needed();
    }

    @Override
    public void beforeOtherThanSql() {
        throw needed();
    }

    @Override
    public void unwrapped() {
        throw needed();
    }

    @Override
    public void flush() {
        throw needed();
    }

    @Override
    public void flushBeforeSavepoint() {
        throw needed();
    }
}
