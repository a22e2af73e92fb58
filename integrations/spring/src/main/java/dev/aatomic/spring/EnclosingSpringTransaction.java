package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.FailureCollector;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/** A transaction of Spring's, in which blocks take part. */
final class EnclosingSpringTransaction implements EnclosingTransaction, TransactionSynchronization {

    private static final String ANONYMOUS = "a Spring transaction";
    private static final ClassLoader LOADER = EnclosingSpringTransaction.class.getClassLoader();

    /** Whether there is anything to ask {@link PersistenceContexts} for. */
    static final boolean JPA = ClassUtils.isPresent("jakarta.persistence.EntityManager", LOADER)
            && ClassUtils.isPresent("org.springframework.orm.jpa.EntityManagerHolder", LOADER);

    private final SpringBridge spring;
    private final String database;
    private final ConnectionHolder holder;
    private final String name;
    private final Isolation isolation;
    private final boolean readOnly;

    /** Of the blocks that have ended in it, in that order. Guarded by itself. */
    private final List<Consumer<Outcome>> ends = new ArrayList<>();

    /** How many of these there were when Spring set a savepoint of its own. Guarded by the ends. */
    private final Map<Object, Integer> savepoints = new WeakHashMap<>();

    private @Nullable PersistenceContexts contexts;
    private boolean lent;

    /** How many blocks have the connection. */
    private final AtomicInteger blocks = new AtomicInteger();

    /** Whether it has committed or rolled back, as far as Spring has told; its hooks may be still to run. */
    private boolean over;

    private boolean ended;

    private EnclosingSpringTransaction(
            SpringBridge spring, String database, ConnectionHolder holder, String name, boolean readOnly) {
        this.spring = spring;
        this.database = database;
        this.holder = holder;
        this.name = name.isEmpty() ? ANONYMOUS : "the Spring transaction '" + name + "'";
        this.isolation = Isolations.ofSpring(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
        this.readOnly = readOnly;
        TransactionSynchronizationManager.registerSynchronization(new Commit());
    }

    /**
     * The transaction behind what Spring has bound.
     *
     * @param begun the transaction that has just begun; null to find out whether there is one
     * @return null if the holder belongs to no transaction
     */
    static @Nullable EnclosingSpringTransaction of(
            SpringBridge spring, String database, ConnectionHolder holder, @Nullable TransactionExecution begun) {
        if (begun != null) {
            return new EnclosingSpringTransaction(
                    spring, database, holder, begun.getTransactionName(), begun.isReadOnly());
        }
        // Of a transaction manager that tells nobody when it begins.
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || holder.getConnectionHandle() == null
                || isAutocommit(holder.getConnection())) {
            return null;
        }
        String name = TransactionSynchronizationManager.getCurrentTransactionName();
        return new EnclosingSpringTransaction(
                spring,
                database,
                holder,
                name == null ? "" : name,
                TransactionSynchronizationManager.isCurrentTransactionReadOnly());
    }

    private static boolean isAutocommit(Connection connection) {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Whether a connection of Spring's is in a transaction could not be read", e);
        }
    }

    boolean isOver() {
        return over;
    }

    @Override
    public String name() {
        return name;
    }

    /** The first block that takes part makes it listen to its own end. On its own thread, where JPA is found. */
    @Override
    public Connection connection() {
        if (JPA) {
            contexts = PersistenceContexts.bound(spring, database);
        }
        if (!lent) {
            TransactionSynchronizationManager.registerSynchronization(this);
            lent = true;
        }
        Connection connection = holder.getConnection();
        blocks.incrementAndGet();
        return connection;
    }

    @Override
    public void giveBack() {
        blocks.decrementAndGet();
    }

    @Override
    public Isolation isolation() {
        return isolation;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    /** For blocks, and for Spring, which means the same by it. */
    @Override
    public void flush() {
        if (contexts != null) {
            contexts.flush();
        }
    }

    @Override
    public void clear() {
        if (contexts != null) {
            contexts.clear();
        }
    }

    /** JPA's entity managers. */
    @Override
    public Collection<?> resources() {
        return contexts == null ? List.of() : contexts.entityManagers();
    }

    /** JPA's transaction manager asks JPA's transaction and not the holder. */
    @Override
    public void setRollbackOnly() {
        holder.setRollbackOnly();
        if (contexts != null) {
            contexts.setRollbackOnly();
        }
    }

    @Override
    public void whenEnded(Consumer<Outcome> action) {
        synchronized (ends) {
            ends.add(action);
        }
    }

    @Override
    public void savepoint(Object savepoint) {
        synchronized (ends) {
            savepoints.put(savepoint, ends.size());
        }
    }

    /** One that is not known was set before the first block took part. Asked before it is done. */
    @Override
    public void savepointRollback(Object savepoint) {
        if (blocks.get() > 0) {
            throw new IllegalTransactionStateException(
                    name + " was to go back to a savepoint inside a block of database '"
                            + database
                            + "' that takes part in it, and whose work would be undone behind its back. Let the block"
                            + " end first, or let it fail, which undoes its own work");
        }
        synchronized (ends) {
            ends.subList(savepoints.getOrDefault(savepoint, 0), ends.size())
                    .replaceAll(action -> outcome -> action.accept(Outcome.ROLLED_BACK));
        }
    }

    /** What a hook throws here reaches the caller, as it does after a block. */
    @Override
    public void afterCommit() {
        end(Outcome.COMMITTED);
    }

    @Override
    public void afterCompletion(int status) {
        end(
                switch (status) {
                    case TransactionSynchronization.STATUS_COMMITTED -> Outcome.COMMITTED;
                    case TransactionSynchronization.STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
                    default -> Outcome.UNKNOWN;
                });
    }

    private void end(Outcome outcome) {
        if (ended) {
            return;
        }
        over = true;
        ended = true;
        List<Consumer<Outcome>> told;
        synchronized (ends) {
            told = List.copyOf(ends);
        }
        FailureCollector failures = new FailureCollector();
        AtomicReference<@Nullable SetAside> aside = new AtomicReference<>();
        failures.collect(() -> aside.set(SetAside.take(this::isBoundFor)));
        told.forEach(action -> failures.collect(() -> action.accept(outcome)));
        SetAside taken = aside.get();
        if (taken != null) {
            failures.collect(taken::giveBack);
        }
        failures.rethrow();
    }

    private boolean isBoundFor(Object resource) {
        return resource instanceof ScopedConnectionHolder scoped
                ? scoped.isOf(this)
                : contexts != null && contexts.isBoundBy(resource);
    }

    /** As late as can be, so that what Spring itself does after a commit is done. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** Is told of the commit before all others: a block that one of those opens takes no part in what has committed. */
    private final class Commit implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            over = true;
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
