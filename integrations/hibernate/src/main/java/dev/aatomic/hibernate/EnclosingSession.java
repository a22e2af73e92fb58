package dev.aatomic.hibernate;

import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.lang.reflect.Method;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * The session of a transaction in which a tree of blocks takes part, where that is one of Hibernate's: a second one on its connection would
 * neither see nor be told what the first has in memory. Whoever began it flushes it before each savepoint, clears it, and closes it.
 */
final class EnclosingSession implements UsedSession {

    /** By which one comes to the end of the transaction. */
    private static final Set<String> OF_TRANSACTIONS =
            Set.of("getTransaction", "accessTransaction", "beginTransaction", "inTransaction", "fromTransaction");

    private final EnclosingTransaction transaction;
    private final EventSource session;
    private @Nullable StatelessSessionImplementor stateless;

    private EnclosingSession(EnclosingTransaction transaction, EventSource session) {
        this.transaction = transaction;
        this.session = session;
    }

    /** The session of a factory; null where the transaction has none. */
    static @Nullable EnclosingSession of(
            @Nullable EnclosingTransaction transaction, SessionFactoryImplementor factory) {
        if (transaction == null) {
            return null;
        }
        for (Object resource : transaction.resources()) {
            if (resource instanceof Session session) {
                // Not what a container has put around it.
                SessionImplementor unwrapped = session.unwrap(SessionImplementor.class);
                if (unwrapped.getFactory() == factory) {
                    return new EnclosingSession(transaction, unwrapped.asEventSource());
                }
            }
        }
        return null;
    }

    @Override
    public EventSource session() {
        return session;
    }

    /** Closed with the session. */
    @Override
    public StatelessSessionImplementor stateless() {
        StatelessSessionImplementor opened = stateless;
        if (opened == null) {
            opened = UsedSession.openStateless(session);
            stateless = opened;
        }
        return opened;
    }

    /** It would end what others have begun, with the block still in it. */
    @Override
    public void require(Method method) {
        if (OF_TRANSACTIONS.contains(method.getName())) {
            throw new IllegalStateException(method.getName() + " is refused in a block that takes part in "
                    + transaction.name()
                    + ", whose session this is: it is ended where it was begun. Expected: no begin,"
                    + " commit or rollback on the session. To roll back, throw, or call setRollbackOnly where the"
                    + " transaction is from.");
        }
    }

    /** It marks its own transaction, which is the one around. */
    @Override
    public void explain(Throwable thrown) {}
}
