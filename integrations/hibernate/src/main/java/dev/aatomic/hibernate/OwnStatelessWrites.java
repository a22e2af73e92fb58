package dev.aatomic.hibernate;

import org.hibernate.StatelessSession;
import org.hibernate.TransactionException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractDatabaseOperationEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;

/**
 * Keeps a stateless session that belongs to no block from writing in one: it alone writes entities without a transaction, so each row would be
 * committed by itself, on a second connection.
 */
final class OwnStatelessWrites
        implements PreInsertEventListener, PreUpdateEventListener, PreDeleteEventListener, PreUpsertEventListener {

    private static final long serialVersionUID = 1L;

    static void refuse(EventListenerRegistry registry) {
        OwnStatelessWrites refusal = new OwnStatelessWrites();
        registry.prependListeners(EventType.PRE_INSERT, refusal);
        registry.prependListeners(EventType.PRE_UPDATE, refusal);
        registry.prependListeners(EventType.PRE_DELETE, refusal);
        registry.prependListeners(EventType.PRE_UPSERT, refusal);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        return require(event);
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        return require(event);
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        return require(event);
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        return require(event);
    }

    /** No veto, which would leave the row out without a word. */
    private static boolean require(AbstractDatabaseOperationEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        if (session instanceof StatelessSession
                && session.getTransactionCoordinator() instanceof OwnTransactionCoordinator own
                && own.isInBlock()
                && !session.isTransactionInProgress()) {
            throw new TransactionException(
                    "A stateless session that is no part of a block was about to write in a block of"
                            + " the same database, without a transaction. Each row would be committed by itself, and stay when the"
                            + " block is rolled back. Expected: hibernate.statelessSession() or hibernate.submitStateless(session ->"
                            + " …). Where it is meant to be the factory's own, put transactions.autocommit(() -> …) around it.");
        }
        return false;
    }
}
