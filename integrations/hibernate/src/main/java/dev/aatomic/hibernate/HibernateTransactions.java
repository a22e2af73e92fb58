package dev.aatomic.hibernate;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.TenantIdentifierMismatchException;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.LobCreationContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate in the blocks of one database: each tree of blocks has one session, which is opened on the block's connection where it is
 * first used, and is closed at the end. It is flushed before a nested block or a savepoint begins and before COMMIT, and whatever fails
 * there fails the block. Safe for use by many threads; one object for a factory and a database.
 *
 * <p>A session is never used by two threads at once: what is done here is done in the block's turn. Entities and queries that came out of
 * it are bound to it. Used where another thread may be at work in the block, or where no block is current, lazy loading throws a
 * {@link org.hibernate.HibernateException}; after the block a {@link org.hibernate.LazyInitializationException}.
 *
 * <p>After a rollback to a savepoint, be it of a nested block that failed, the session is cleared: entities that were read or persisted
 * before are detached, and later changes to them are not written. Read them again.
 *
 * <p>Where the outermost block takes part in a transaction of another library's that has a session of the factory, as Spring's
 * {@code JpaTransactionManager} begins, that session is used in place of one of the block's: whoever began it clears and closes it.
 *
 * <p>What Hibernate opens by itself is no part of a block. Inside one, a transaction of it ({@code factory.inTransaction},
 * {@code factory.runInTransaction}) is refused with a {@link org.hibernate.TransactionException}, unless it is in
 * {@link Database#autocommit}, and so is a row that {@code factory.openStatelessSession()} would write without one;
 * {@code factory.openSession()} without a transaction reads what others have committed. A child session
 * ({@code session.sessionWithOptions().connection()}) is part of the block, but loses what it has not flushed when it is closed.
 */
public final class HibernateTransactions {

    private final Database database;
    private final SessionFactoryImplementor factory;
    private final TransactionSynchronizations synchronizations;
    private final Session session;
    private final StatelessSession statelessSession;

    /** For tests, which look who uses a session. */
    private final UnaryOperator<EventSource> watched;

    private HibernateTransactions(
            Database database, SessionFactoryImplementor factory, UnaryOperator<EventSource> watched) {
        this.database = database;
        this.factory = factory;
        this.watched = watched;
        this.synchronizations = TransactionSynchronizations.of(database);
        this.session = CurrentSession.of(
                this,
                Session.class,
                List.of(Session.class, SessionImplementor.class, EventSource.class, LobCreationContext.class));
        this.statelessSession = CurrentSession.of(this, StatelessSession.class, List.of(StatelessSession.class));
    }

    /**
     * Joins a factory and a database.
     *
     * @param database whose blocks the sessions belong to, and which leads to the database that the factory was made for
     * @param factory a {@code SessionFactory}, or whatever can be unwrapped to one; made with the setting of {@link #configure}
     * @return the sessions of the blocks of that database
     * @throws IllegalArgumentException if the factory was made without that setting, or chooses a connection or a schema for each tenant, or
     *     if this library has not built the database
     */
    public static HibernateTransactions of(Database database, EntityManagerFactory factory) {
        return of(database, factory, UnaryOperator.identity());
    }

    static HibernateTransactions of(
            Database database, EntityManagerFactory factory, UnaryOperator<EventSource> watched) {
        Objects.requireNonNull(database, "database");
        SessionFactoryImplementor unwrapped =
                Objects.requireNonNull(factory, "factory").unwrap(SessionFactoryImplementor.class);
        TransactionCoordinatorBuilder builder =
                unwrapped.getServiceRegistry().requireService(TransactionCoordinatorBuilder.class);
        if (!(builder instanceof BlockTransactionCoordinatorBuilder ofBlocks)) {
            throw new IllegalArgumentException("factory: found one whose '"
                    + AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY + "' is '"
                    + builder.getClass().getName() + "'; expected '"
                    + BlockTransactionCoordinatorBuilder.class.getName()
                    + "'. Call HibernateTransactions.configure(settings) before it is made, or set that"
                    + " property to this name.");
        }
        Tenants.requireNoConnectionsOfTheirOwn(unwrapped.getSessionFactoryOptions());
        HibernateTransactions joined = new HibernateTransactions(database, unwrapped, watched);
        ofBlocks.join(joined);
        return joined;
    }

    /**
     * Puts into the settings of a factory what the sessions of blocks need. It leaves alone what is done outside blocks.
     *
     * @param settings with which the factory is going to be made
     */
    public static void configure(Map<String, Object> settings) {
        settings.put(AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY, new BlockTransactionCoordinatorBuilder());
    }

    /**
     * Runs a step with the session of the current block, as {@link Database#submit} does with its connection.
     *
     * @param step what to do with the session
     * @param <T> what the step returns
     * @return a stage with the step's value, or its failure as it was thrown; continuations attached to it run in the block
     * @throws dev.aatomic.runtime.NoTransactionException if no block is current
     * @throws dev.aatomic.runtime.TransactionManagementException if the block has ended, or a block nested in it is open and current here
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(SessionFunction<T> step) {
        Objects.requireNonNull(step, "step");
        return database.submit(connection -> step.apply(session));
    }

    /**
     * As {@link #submit}, with the stateless session.
     *
     * @param step what to do with the session
     * @param <T> what the step returns
     * @return a stage with the step's value, or its failure as it was thrown; continuations attached to it run in the block
     * @throws dev.aatomic.runtime.NoTransactionException if no block is current
     * @throws dev.aatomic.runtime.TransactionManagementException if the block has ended, or a block nested in it is open and current here
     */
    public <T extends @Nullable Object> CompletableFuture<T> submitStateless(StatelessSessionFunction<T> step) {
        Objects.requireNonNull(step, "step");
        return database.submit(connection -> step.apply(statelessSession));
    }

    /**
     * The session of whichever block is current where it is called. Blocking: a call waits for its turn in the block. What a call returns,
     * such as a query, is bound to the block, and is used where the session could be. Outside blocks {@code isOpen} is false.
     *
     * @return one object, for all blocks and threads; its {@code close} throws an {@link IllegalStateException}, since the block closes its
     *     session, and its other methods a {@link dev.aatomic.runtime.NoTransactionException} where no block is current
     */
    public Session session() {
        return session;
    }

    /**
     * The stateless session of whichever block is current where it is called, in the same transaction as {@link #session()}, whose pending
     * changes it does not see before they are flushed.
     *
     * @return one object, for all blocks and threads; of which the same holds
     */
    public StatelessSession statelessSession() {
        return statelessSession;
    }

    SessionFactoryImplementor factory() {
        return factory;
    }

    boolean isInBlock() {
        return synchronizations.block() != null;
    }

    /** What is done with the session of a block. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object apply(UsedSession session) throws Throwable;
    }

    @Nullable
    Object call(Call call) throws Throwable {
        return synchronizations.<@Nullable Object, Throwable>call(() -> call.apply(current()));
    }

    private UsedSession current() {
        UsedSession current = synchronizations.get(factory, this::used);
        CurrentTenantIdentifierResolver<Object> tenants = factory.getCurrentTenantIdentifierResolver();
        if (tenants != null && tenants.validateExistingCurrentSessions()) {
            Object tenant = tenants.resolveCurrentTenantIdentifier();
            Object found = current.session().getTenantIdentifierValue();
            if (!Objects.equals(tenant, found)) {
                throw new TenantIdentifierMismatchException("The session of the block is that of tenant '" + found
                        + "', and the current tenant is '" + tenant
                        + "'. Expected: one tenant in a block and all that is nested in it. Open a block with"
                        + " propagation REQUIRES_NEW for another.");
            }
        }
        return current;
    }

    /** Called once in each tree of blocks. */
    private UsedSession used() {
        UsedSession enclosing = EnclosingSession.of(synchronizations.enclosing(), factory);
        return enclosing != null ? enclosing : new BlockSession(synchronizations, database, factory, watched);
    }
}
