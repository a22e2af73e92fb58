package dev.aatomic.hibernate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostCommitInsertEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.persister.entity.EntityPersister;

/** What Hibernate tells its listeners after the end of a transaction. */
final class Events implements PostCommitInsertEventListener {

    private static final long serialVersionUID = 1L;

    final List<String> told = new CopyOnWriteArrayList<>();

    void listenTo(SessionFactoryImplementor factory) {
        factory.getEventEngine().getListenerRegistry().appendListeners(EventType.POST_COMMIT_INSERT, this);
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        told.add("committed " + event.getId());
    }

    @Override
    public void onPostInsertCommitFailed(PostInsertEvent event) {
        told.add("failed " + event.getId());
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return true;
    }
}
