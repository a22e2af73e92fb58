package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.lane.DelayedConnection;
import org.jspecify.annotations.Nullable;

/** The connection of an outermost block that takes it with its first statement. A block that gets none is cut short. */
final class LazyConnection extends DelayedConnection {

    private final BlockScope block;

    /** Why there is to be none. Touched by the turn that asks. */
    private @Nullable Throwable refusal;

    LazyConnection(BlockScope block) {
        super(block.lane);
        this.block = block;
    }

    @Override
    protected boolean ask() {
        if (block.observation != null) {
            block.observation.asks();
        }
        try {
            if (block.opener != null && block.isOnOtherConnection()) {
                return block.engine.childAdmission.acquire(block);
            }
            Admission.Answer answer = block.database.admission.acquire(lane);
            if (answer == Admission.Answer.REFUSED) {
                refusal = ConnectionShortage.refusedLate(what(), block.database);
            }
            return answer == Admission.Answer.GRANTED;
        } catch (PoolDeadlockException circle) {
            refusal = circle;
            return false;
        }
    }

    /** What happens to the block without a connection, in a message. */
    String what() {
        return "Block " + block.place() + " got no connection for its first statement, and was rolled back";
    }

    @Override
    protected void asked() {
        Throwable refused = refusal;
        if (refused != null) {
            block.abort(refused);
        } else if (block.observation != null) {
            block.observation.waits();
        }
    }

    @Override
    protected void arrived() {
        block.engine.childAdmission.granted(block);
    }

    @Override
    protected @Nullable Throwable take() {
        if (!(block.body instanceof CapturedBody captured)) {
            return takeHere();
        }
        // A pool may choose the connection by what is bound to the thread.
        Throwable[] failure = new Throwable[1];
        Throwable problem = captured.runBeside(() -> failure[0] = takeHere());
        return problem != null ? problem : failure[0];
    }

    private @Nullable Throwable takeHere() {
        // An interrupt that the body left behind is not meant for the pool.
        boolean interrupted = InterruptFlag.putAside();
        try {
            JdbcSession session = block.database.sessions.open(
                    block.database, block.settings.isolation, block.settings.isReadOnly, block);
            if (block.observation != null) {
                session = block.observation.connected(session, lane.connection(), false);
                block.observation.holdsLate();
            }
            block.transaction().connect(session);
            return null;
        } catch (Throwable t) {
            if (block.observation != null) {
                block.observation.notConnected();
            }
            return t;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    @Override
    protected void notTaken(Throwable failure) {
        block.abort(ConnectionShortage.notGivenLate(what(), block.database, failure));
    }

    /** It has waited for as long as anybody may, and was taken out of the queue. */
    void expire(String why) {
        if (block.observation != null) {
            block.observation.expires();
        }
        block.abort(new CannotCreateTransactionException(what() + ": " + why + ". " + ConnectionShortage.MEND, null));
    }

    @Override
    protected boolean leaveQueue() {
        boolean left = block.database.admission.cancel(lane);
        if (left && block.observation != null && !isCutShort()) {
            block.observation.withdraws();
        }
        return left;
    }

    @Override
    protected boolean isCutShort() {
        return block.phase.isCutShort();
    }
}
