package dev.aatomic.spring;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaDialect;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * JPA's persistence contexts whose transaction is on a connection that blocks take part in. This class is not to be touched where Spring's
 * support for JPA is not there.
 */
final class PersistenceContexts {

    private record Bound(
            EntityManager entityManager, @Nullable JpaDialect dialect) {

        /** What JPA throws becomes what Spring's users get from it. */
        void flush() {
            try {
                entityManager.flush();
            } catch (RuntimeException e) {
                throw dialect == null ? e : DataAccessUtils.translateIfNecessary(e, dialect);
            }
        }
    }

    private final List<Bound> contexts;

    private PersistenceContexts(List<Bound> contexts) {
        this.contexts = contexts;
    }

    /** Whether it is JPA's. */
    static boolean isManagedBy(TransactionManager manager) {
        return manager instanceof JpaTransactionManager;
    }

    /** Those that are bound to this thread, with a transaction, for a database. */
    static PersistenceContexts bound(SpringBridge spring, String database) {
        List<Bound> found = new ArrayList<>(1);
        for (Map.Entry<Object, Object> resource :
                TransactionSynchronizationManager.getResourceMap().entrySet()) {
            if (resource.getValue() instanceof EntityManagerHolder holder
                    && mayBeOf(resource.getKey(), spring, database)
                    && isOfATransaction(holder)) {
                found.add(new Bound(holder.getEntityManager(), dialect(resource.getKey())));
            }
        }
        return new PersistenceContexts(found);
    }

    /** Whether one that is bound to this thread for a data source has no transaction, though Spring has one there. */
    static boolean isLeftOut(DataSource dataSource) {
        for (Map.Entry<Object, Object> resource :
                TransactionSynchronizationManager.getResourceMap().entrySet()) {
            if (resource.getValue() instanceof EntityManagerHolder holder
                    && !(holder instanceof BlockEntityManagerHolder)
                    && holder.isSynchronizedWithTransaction()
                    && resource.getKey() instanceof EntityManagerFactoryInfo info
                    && info.getDataSource() == dataSource
                    && holder.getEntityManager().isOpen()
                    && !isInTransaction(holder.getEntityManager())) {
                return true;
            }
        }
        return false;
    }

    /** Whether what is bound to a thread has an entity manager whose transaction is one of Spring's. */
    static boolean isOfATransaction(Object bound) {
        return bound instanceof EntityManagerHolder holder
                && !(holder instanceof BlockEntityManagerHolder)
                && holder.isSynchronizedWithTransaction()
                && isInTransaction(holder.getEntityManager());
    }

    /** Not every factory tells its data source. */
    private static boolean mayBeOf(Object factory, SpringBridge spring, String database) {
        if (!(factory instanceof EntityManagerFactoryInfo info) || info.getDataSource() == null) {
            return true;
        }
        String known = spring.database(info.getDataSource());
        return known == null || known.equals(database);
    }

    private static @Nullable JpaDialect dialect(Object factory) {
        return factory instanceof EntityManagerFactoryInfo info ? info.getJpaDialect() : null;
    }

    private static boolean isInTransaction(EntityManager entityManager) {
        return entityManager.isOpen() && entityManager.getTransaction().isActive();
    }

    /** Whether what is bound to a thread is there for one of these. */
    boolean isBoundBy(Object resource) {
        return resource instanceof EntityManagerHolder holder
                && !(holder instanceof BlockEntityManagerHolder)
                && contexts.stream().anyMatch(context -> context.entityManager() == holder.getEntityManager());
    }

    List<EntityManager> entityManagers() {
        return contexts.stream().map(Bound::entityManager).toList();
    }

    void flush() {
        contexts.forEach(Bound::flush);
    }

    void clear() {
        contexts.forEach(context -> context.entityManager().clear());
    }

    void setRollbackOnly() {
        for (Bound context : contexts) {
            EntityTransaction transaction = context.entityManager().getTransaction();
            if (transaction.isActive()) {
                transaction.setRollbackOnly();
            }
        }
    }
}
