package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The connection of a block that is recorded: tells when its transaction and its savepoints begin and end. */
final class FlightSession implements JdbcSession {

    private final JdbcSession session;
    private final BlockFlight flight;

    /** Whether its transaction is a part of another library's, to which its beginning is a savepoint. */
    private final boolean isWithin;

    /** Whether it was begun here. Without a savepoint a part of another library's transaction has neither a beginning nor an end. */
    private boolean hasBegun;

    FlightSession(JdbcSession session, BlockFlight flight, boolean isWithin) {
        this.session = session;
        this.flight = flight;
        this.isWithin = isWithin;
    }

    private interface Call<T extends @Nullable Object> {
        T make() throws SQLException;
    }

    private <T extends @Nullable Object> T recorded(StepOperation operation, Call<T> call) throws SQLException {
        Object begun = flight.beginStep();
        boolean failed = true;
        try {
            T result = call.make();
            failed = false;
            return result;
        } finally {
            flight.endStep(begun, operation, failed, null);
        }
    }

    // ---- what is recorded

    @Override
    public void begin() throws SQLException {
        if (session.isBegun()) {
            return;
        }
        recorded(isWithin ? StepOperation.SAVEPOINT : StepOperation.BEGIN, () -> {
            session.begin();
            hasBegun = true;
            return null;
        });
    }

    private boolean hasNoEnd() {
        return isWithin && !hasBegun;
    }

    @Override
    public @Nullable CompletionStage<?> commit() throws SQLException {
        if (hasNoEnd()) {
            return session.commit();
        }
        StepOperation operation = isWithin ? StepOperation.RELEASE : StepOperation.COMMIT;
        Object begun = flight.beginStep();
        CompletionStage<?> answer;
        try {
            answer = session.commit();
        } catch (Throwable t) {
            flight.endStep(begun, operation, true, null);
            throw t;
        }
        if (answer != null) {
            return answer.whenComplete((ignored, failure) -> flight.endStep(begun, operation, failure != null, null));
        }
        flight.endStep(begun, operation, false, null);
        return null;
    }

    @Override
    public @Nullable String rollback() throws SQLException {
        if (hasNoEnd()) {
            return session.rollback();
        }
        return recorded(isWithin ? StepOperation.ROLLBACK_TO_SAVEPOINT : StepOperation.ROLLBACK, session::rollback);
    }

    @Override
    public ResourceSavepoint setSavepoint(String name) throws SQLException {
        return recorded(StepOperation.SAVEPOINT, () -> new FlightSavepoint(session.setSavepoint(name)));
    }

    private final class FlightSavepoint implements ResourceSavepoint {

        private final ResourceSavepoint savepoint;

        FlightSavepoint(ResourceSavepoint savepoint) {
            this.savepoint = savepoint;
        }

        @Override
        public void release() throws SQLException {
            recorded(StepOperation.RELEASE, () -> {
                savepoint.release();
                return null;
            });
        }

        @Override
        public ResourceSavepoint releaseAndSet(String name) throws SQLException {
            return recorded(StepOperation.SAVEPOINT, () -> new FlightSavepoint(savepoint.releaseAndSet(name)));
        }

        @Override
        public @Nullable String rollbackTo() throws SQLException {
            return recorded(StepOperation.ROLLBACK_TO_SAVEPOINT, savepoint::rollbackTo);
        }

        @Override
        public @Nullable String rollbackToAndRelease() throws SQLException {
            return recorded(StepOperation.ROLLBACK_TO_SAVEPOINT, savepoint::rollbackToAndRelease);
        }
    }

    // ---- what is not

    @Override
    public boolean beginUse() {
        return session.beginUse();
    }

    @Override
    public void endUse() {
        session.endUse();
    }

    @Override
    public Connection connection() {
        return session.connection();
    }

    @Override
    public void statementStarts(Statement statement) {
        session.statementStarts(statement);
    }

    @Override
    public void statementEnded() {
        session.statementEnded();
    }

    @Override
    public void statementFailed() {
        session.statementFailed();
    }

    @Override
    public void propertyTouched() throws SQLException {
        session.propertyTouched();
    }

    @Override
    public boolean isKnownOpen() {
        return session.isKnownOpen();
    }

    @Override
    public boolean commitTellsNothing() {
        return session.commitTellsNothing();
    }

    @Override
    public void propertiesRestored() {
        session.propertiesRestored();
    }

    @Override
    public void beforeOtherThanSql() throws SQLException {
        session.beforeOtherThanSql();
    }

    @Override
    public void unwrapped() {
        session.unwrapped();
    }

    @Override
    public boolean isUnwrapped() {
        return session.isUnwrapped();
    }

    @Override
    public PostgresCopy.End endCopy() {
        return session.endCopy();
    }

    @Override
    public void flush() throws SQLException {
        session.flush();
    }

    @Override
    public void flushBeforeSavepoint() throws SQLException {
        session.flushBeforeSavepoint();
    }

    @Override
    public boolean isBegun() {
        return session.isBegun();
    }

    @Override
    public boolean isTransactionOpen() {
        return session.isTransactionOpen();
    }

    @Override
    public SQLException savepointIsGone(String message) {
        return session.savepointIsGone(message);
    }

    @Override
    public boolean isGone() {
        return session.isGone();
    }

    @Override
    public CommitAnswer answerOf(Throwable failure) {
        return session.answerOf(failure);
    }

    @Override
    public boolean hasRolledBack(Throwable failure) {
        return session.hasRolledBack(failure);
    }

    @Override
    public boolean isConflict(Throwable failure) {
        return session.isConflict(failure);
    }

    @Override
    public boolean isGivenUp(Throwable failure) {
        return session.isGivenUp(failure);
    }

    @Override
    public @Nullable StatementInFlight statementInFlight() {
        return session.statementInFlight();
    }

    @Override
    public boolean mayHaveGivenUp() {
        return session.mayHaveGivenUp();
    }

    @Override
    public boolean isValid() {
        return session.isValid();
    }

    @Override
    public void giveBack() {
        session.giveBack();
    }

    @Override
    public void evict() {
        session.evict();
    }

    @Override
    public @Nullable Runnable statementCancellation() {
        return session.statementCancellation();
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        return session.hasLostBegin(failure);
    }

    @Override
    public boolean mayLoseBegin() {
        return session.mayLoseBegin();
    }
}
