package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.TransactionSynchronization;
import jakarta.persistence.CacheRetrieveMode;
import jakarta.persistence.CacheStoreMode;
import java.lang.reflect.Method;
import org.hibernate.CacheMode;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.EventSource;

/** The session that a tree of blocks uses: its own, or that of the transaction around it. */
interface UsedSession extends TransactionSynchronization {

    EventSource session();

    /** In the transaction of the session. */
    StatelessSessionImplementor stateless();

    /**
     * Opens a stateless session in the transaction of the session, with its tenant; it is closed with it. Each does not know what the other
     * has written, and would put it into the second-level cache as it reads it, whether that is committed or not: so neither puts anything.
     */
    static StatelessSessionImplementor openStateless(EventSource session) {
        StatelessSessionImplementor stateless = (StatelessSessionImplementor)
                session.statelessWithOptions().connection().open();
        cacheNothingRead(session, session.getCacheMode().isGetEnabled());
        stateless.setCacheMode(session.getCacheMode());
        return stateless;
    }

    /**
     * Has a session put nothing into the second-level cache from now on, and only take out what it changes.
     *
     * @param isReadFrom whether it still looks there
     */
    static void cacheNothingRead(EventSource session, boolean isReadFrom) {
        // The properties too: find(…) has its cache mode from them.
        session.setProperty(AvailableSettings.JAKARTA_SHARED_CACHE_STORE_MODE, CacheStoreMode.BYPASS);
        session.setProperty(
                AvailableSettings.JAKARTA_SHARED_CACHE_RETRIEVE_MODE,
                isReadFrom ? CacheRetrieveMode.USE : CacheRetrieveMode.BYPASS);
        session.setCacheMode(isReadFrom ? CacheMode.GET : CacheMode.IGNORE);
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
