package dev.aatomic.hibernate;

import org.hibernate.engine.creation.internal.SessionCreationOptionsAdaptor;
import org.hibernate.engine.creation.internal.SharedStatelessSessionBuilderImpl;
import org.hibernate.engine.spi.StatelessSessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.internal.SessionFactoryImpl;
import org.hibernate.internal.StatelessSessionImpl;

/**
 * Opens a stateless session in the transaction of a session, as {@code session.statelessWithOptions().connection()} does. That refuses to
 * where there are tenants, if the tenant is the same: the comparison in it is the wrong way round.
 */
final class JoinedStatelessSessionBuilder extends SharedStatelessSessionBuilderImpl {

    JoinedStatelessSessionBuilder(EventSource session) {
        super(session);
        connection();
    }

    @Override
    protected StatelessSessionImplementor createStatelessSession() {
        SessionFactoryImpl factory = original.getFactory().unwrap(SessionFactoryImpl.class);
        return new StatelessSessionImpl(factory, new SessionCreationOptionsAdaptor(factory, this, original));
    }

    StatelessSessionImplementor openJoined() {
        return createStatelessSession();
    }
}
