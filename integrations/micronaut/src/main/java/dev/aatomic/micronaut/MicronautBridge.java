package dev.aatomic.micronaut;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bridge between Micronaut's transactions and blocks: inside a block Micronaut's repositories and transactions are on the block's
 * connection, and a blocking block takes part in the transaction of Micronaut's that is open on its thread.
 *
 * <p>Of interest to whoever makes a {@code Transactions} bean: its builder gets {@code .enclosing(bridge)}, its databases are named as the
 * {@code DataSource} beans are, and {@link #bind} is called with what was built. Safe for use by many threads.
 */
@Singleton
public final class MicronautBridge implements EnclosingTransactions {

    private record Bound(Transactions transactions, Set<String> databases) {}

    private volatile @Nullable ThreadBlocks blocks;

    /** Kept, and not asked of the container, which makes beans anew while it closes. */
    private volatile @Nullable Bound bound;

    MicronautBridge() {}

    @Override
    public void register(ThreadBlocks registered) {
        this.blocks = registered;
    }

    /**
     * Says what the transactions are that were built with this object.
     *
     * @param transactions the transactions; the names of their databases are those of the {@code DataSource} beans, and {@code default} that
     *     of one without a name
     */
    public void bind(Transactions transactions) {
        this.bound = new Bound(
                transactions, Set.copyOf(transactions.metrics().databases().keySet()));
    }

    @Override
    public @Nullable EnclosingTransaction current(String database) {
        Opened opened = openedHere(database);
        EnclosingMicronautTransaction transaction = opened == null ? null : opened.transaction();
        return transaction == null || transaction.hasEnded() ? null : transaction;
    }

    /** Whether a block of the database is current here, in which then no transaction of Micronaut's own is. */
    boolean isInBlock(String database) {
        ThreadBlocks known = blocks(database);
        return known != null && known.isInBlock(database);
    }

    /** What work for the database belongs to here: a block, the autocommit context, or null. */
    @Nullable
    Object scope(String database) {
        ThreadBlocks known = blocks(database);
        return known == null ? null : known.current(database);
    }

    /**
     * What of Micronaut's was opened last for the database.
     *
     * @return null if there is nothing, or if it was opened outside of the block, or of the autocommit context, that is current here
     */
    @Nullable
    Opened openedHere(String database) {
        Opened opened = Opened.last(this, database);
        return opened == null || opened.scope() != scope(database) ? null : opened;
    }

    /** Whether what of Micronaut's was opened last for the database does not belong here. */
    boolean isApart(String database) {
        Opened opened = Opened.last(this, database);
        return opened != null && opened.scope() != scope(database);
    }

    /** Null if the database is none of transactions that are bound. */
    private @Nullable ThreadBlocks blocks(String database) {
        Bound known = bound;
        return known != null && known.databases().contains(database) ? blocks : null;
    }

    /** Of transactions that are bound. */
    Database database(String name) {
        return bound().transactions().database(name);
    }

    /** Of transactions that are bound. */
    ThreadBlocks blocks() {
        ThreadBlocks registered = blocks;
        if (registered == null) {
            throw new IllegalStateException(
                    "This MicronautBridge belongs to no Transactions; expected Transactions.builder().enclosing(…)"
                            + " with it");
        }
        return registered;
    }

    private Bound bound() {
        Bound known = bound;
        if (known == null) {
            throw new IllegalStateException("This MicronautBridge is bound to no Transactions; expected"
                    + " micronautBridge.bind(transactions) after they were built");
        }
        return known;
    }
}
