package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.TransactionSynchronization;
import java.lang.reflect.Method;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.EventSource;

/** The session that a tree of blocks uses: its own, or that of the transaction around it. */
interface UsedSession extends TransactionSynchronization {

    EventSource session();

    /** In the transaction of the session. */
    StatelessSessionImplementor stateless();

    /** Opens a stateless session in the transaction of the session, with its tenant; it is closed with it. */
    static StatelessSessionImplementor openStateless(EventSource session) {
        return (StatelessSessionImplementor)
                session.statelessWithOptions().connection().open();
    }

    /** Refuses a method of a session that is not for whoever uses it here. */
    void require(Method method);

    /**
     * Sends what a call has left in the batch: a statement of one block does not outlive it, and a stateless session that has joined another
     * would not write before the next flush of that.
     */
    default void executeBatch() {
        session().getJdbcCoordinator().executeBatch();
    }

    /** What a call of the session threw may be why the transaction was marked. */
    void explain(Throwable thrown);
}
