package dev.aatomic.hibernate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** What was joined with the factories of one builder, and is still in use. */
final class JoinedTransactions {

    private final Set<HibernateTransactions> all =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Set<SessionFactoryImplementor> factories = Collections.newSetFromMap(new WeakHashMap<>());

    void add(HibernateTransactions joined) {
        all.add(joined);
        SessionFactoryImplementor factory = joined.factory();
        synchronized (factories) {
            if (factories.add(factory)) {
                OwnStatelessWrites.refuse(factory.getEventEngine().getListenerRegistry());
            }
        }
    }

    /** Whether a block is current here whose sessions are those of a factory. */
    boolean areInBlock(SessionFactoryImplementor factory) {
        List<HibernateTransactions> joined;
        synchronized (all) {
            joined = new ArrayList<>(all);
        }
        return joined.stream().anyMatch(each -> each.factory() == factory && each.isInBlock());
    }
}
