package dev.aatomic.jta;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * JTA's transactions, in which blocking blocks take part: on the connection that is enlisted, with a savepoint as the beginning of the block.
 * Given to {@code Transactions.builder().enclosing(…)}, of one {@code Transactions}.
 *
 * <p>An application begins and ends its JTA transactions through {@link #transactionManager} or {@link #userTransaction}. A container that
 * does so by itself calls {@link #beforeBegin} or {@link #afterBegin}, and ends them within {@link #callEnding}. Without that, blocks
 * take part all the same; but a transaction that begins inside a block, on a connection of its own, is not noticed, and what hooks throw
 * after a commit is only logged.
 *
 * <p>Safe for use by many threads; each call is about the calling thread.
 */
public final class JtaTransactions implements EnclosingTransactions {

    private final TransactionManager transactionManager;
    private final TransactionSynchronizationRegistry registry;
    private final Map<String, EnlistedDataSource> dataSources;
    private final HookFailures hookFailures = new HookFailures();
    private final EndedTransaction ended;
    private final WatchedTransactionManager watched;
    private volatile @Nullable ThreadBlocks blocks;

    /**
     * Makes them known.
     *
     * @param transactionManager the transaction manager of the data sources' pools
     * @param registry its synchronization registry
     * @param dataSources the data sources whose connections are enlisted in its transactions, by the names that the builder gives to their
     *     databases; blocks of other databases have transactions of their own
     */
    public JtaTransactions(
            TransactionManager transactionManager,
            TransactionSynchronizationRegistry registry,
            Map<String, ? extends DataSource> dataSources) {
        this.transactionManager = Objects.requireNonNull(transactionManager, "transactionManager");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.ended = new EndedTransaction(registry);
        this.dataSources = dataSources.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> new EnlistedDataSource(entry.getKey(), entry.getValue())));
        this.watched = new WatchedTransactionManager(this, transactionManager, hookFailures);
    }

    // ---- for the application and its container

    /**
     * The transaction manager for the application: it refuses to begin a transaction inside a block, and throws what hooks throw after a
     * commit.
     *
     * @return a transaction manager on top of the one that this was made with
     */
    public TransactionManager transactionManager() {
        return watched;
    }

    /**
     * The same as a {@code UserTransaction}.
     *
     * @return what {@link #transactionManager} returns
     */
    public UserTransaction userTransaction() {
        return watched;
    }

    /**
     * For whoever is told before a transaction begins on the calling thread: refuses it inside a block of one of the data sources. The
     * transaction would have connections of its own, and would commit although the block rolls back.
     *
     * @throws TransactionManagementException inside such a block
     */
    public void beforeBegin() {
        String database = databaseOfBlock();
        if (database != null) {
            throw refusal(database);
        }
    }

    /**
     * For whoever is told only after a transaction has begun on the calling thread: inside a block as in {@link #beforeBegin} the transaction
     * is rolled back, so that the thread is without one, and then refused.
     *
     * @throws TransactionManagementException inside such a block
     */
    public void afterBegin() {
        String database = databaseOfBlock();
        if (database == null) {
            if (isOpen(registry.getTransactionStatus())) {
                ended.listen();
            }
            return;
        }
        TransactionManagementException refusal = refusal(database);
        try {
            transactionManager.rollback();
        } catch (SystemException | RuntimeException e) {
            refusal.addSuppressed(e);
        }
        throw refusal;
    }

    /**
     * Calls what ends transactions on the calling thread, and then throws what the hooks of their blocks threw. {@link #transactionManager}
     * does so by itself.
     *
     * @param ending commits or rolls back
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what it returned
     * @throws X what it threw; the failures of hooks are suppressed in it
     * @throws dev.aatomic.runtime.AfterCommitException if a transaction was committed, and then a hook failed
     */
    public <T extends @Nullable Object, X extends Throwable> T callEnding(CheckedSupplier<T, X> ending) throws X {
        return hookFailures.throwAfter(ending);
    }

    private @Nullable String databaseOfBlock() {
        ThreadBlocks registered = blocks;
        if (registered != null) {
            for (String database : dataSources.keySet()) {
                if (registered.isInBlock(database)) {
                    return database;
                }
            }
        }
        return null;
    }

    private static TransactionManagementException refusal(String database) {
        return new TransactionManagementException(
                "A JTA transaction would have begun inside a block of database '" + database
                        + "', on a connection of its own: neither would see or undo what the other does. Let the code in"
                        + " the block work on the block's connection, without JTA; or begin the JTA transaction"
                        + " around the block, which then takes part in it; or, if it is meant to commit by itself,"
                        + " begin it in transactions.autocommit(...)",
                null);
    }

    // ---- for the engine

    /**
     * Called as the transactions are built.
     *
     * @throws IllegalArgumentException if they do not have one of the databases
     * @throws IllegalStateException if this was given to other transactions before
     */
    @Override
    public synchronized void register(ThreadBlocks registered) {
        if (blocks != null) {
            throw new IllegalStateException(
                    "These JtaTransactions were given to a second Transactions; expected one for each"
                            + " Transactions.builder()");
        }
        for (String database : dataSources.keySet()) {
            registered.current(database);
        }
        blocks = registered;
    }

    @Override
    public @Nullable EnclosingTransaction current(String database) {
        EnlistedDataSource dataSource = dataSources.get(database);
        if (dataSource == null) {
            return null;
        }
        int status = registry.getTransactionStatus();
        if (!isOpen(status)) {
            return isRolledBackUnderThisThread(status) ? enclosing(dataSource) : null;
        }
        if (registry.getResource(dataSource) instanceof EnclosingJtaTransaction known) {
            return known;
        }
        EnclosingJtaTransaction first = enclosing(dataSource);
        registry.putResource(dataSource, first);
        return first;
    }

    private EnclosingJtaTransaction enclosing(EnlistedDataSource dataSource) {
        Transaction transaction = onThread();
        String name = "the JTA transaction '" + registry.getTransactionKey() + "'";
        TransactionEnd end = new TransactionEnd(transactionManager, transaction, name, hookFailures);
        return new EnclosingJtaTransaction(dataSource, registry, transaction, name, end, ended);
    }

    /**
     * Whether the transaction of the calling thread was rolled back by another one, as its timeout does: what is done here next was to be a
     * part of it. Who is told of an end on the thread that ends it knows that it is over.
     */
    private boolean isRolledBackUnderThisThread(int status) {
        return status == Status.STATUS_ROLLING_BACK
                || status == Status.STATUS_ROLLEDBACK && !hookFailures.isInEnd() && !ended.isHere();
    }

    @Override
    public @Nullable Suspended suspend(String database) {
        return dataSources.containsKey(database) && registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION
                ? SuspendedJtaTransaction.suspend(transactionManager)
                : null;
    }

    static boolean isOpen(int status) {
        return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK;
    }

    private Transaction onThread() {
        try {
            return Objects.requireNonNull(transactionManager.getTransaction());
        } catch (SystemException e) {
            throw new IllegalStateException("The JTA transaction of this thread could not be read", e);
        }
    }
}
