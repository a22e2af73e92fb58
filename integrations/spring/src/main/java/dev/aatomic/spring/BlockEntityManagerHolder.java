package dev.aatomic.spring;

import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What Spring finds bound to a thread for a factory while a block is open there: the block's entity manager. It stands in the place of what
 * was bound before, as the view's entity manager, which it gives back. Touched by its own thread only.
 */
final class BlockEntityManagerHolder extends EntityManagerHolder {

    private final BlockEntityManagers entityManagers;
    private final @Nullable EntityManagerHolder replaced;

    /** Whether it is taken away by the call in which Spring looks for it. */
    private final boolean isForOneLookup;

    private BlockEntityManagerHolder(
            BlockEntityManagers entityManagers, @Nullable EntityManagerHolder replaced, boolean isForOneLookup) {
        super(entityManagers.current());
        this.entityManagers = entityManagers;
        this.replaced = replaced;
        this.isForOneLookup = isForOneLookup;
    }

    /**
     * Binds one for the time of a Spring transaction in a block.
     *
     * @return what takes it away
     */
    static Runnable bind(BlockEntityManagers entityManagers) {
        return entityManagers.areUsedHere() ? bind(entityManagers, false) : () -> {};
    }

    /** Binds one for Spring's next look, which may be that of code without a Spring transaction; does nothing where one is bound. */
    static void bindForOneLookup(BlockEntityManagers entityManagers) {
        if (entityManagers.areUsedHere()) {
            bind(entityManagers, true);
        }
    }

    private static Runnable bind(BlockEntityManagers entityManagers, boolean isForOneLookup) {
        Object key = entityManagers.factory();
        Object present = TransactionSynchronizationManager.getResource(key);
        if (present instanceof BlockEntityManagerHolder bound) {
            if (isForOneLookup || !bound.isForOneLookup) {
                return () -> {};
            }
            bound.takeAway();
            present = TransactionSynchronizationManager.getResource(key);
        }
        if (present != null) {
            TransactionSynchronizationManager.unbindResource(key);
        }
        BlockEntityManagerHolder holder =
                new BlockEntityManagerHolder(entityManagers, (EntityManagerHolder) present, isForOneLookup);
        TransactionSynchronizationManager.bindResource(key, holder);
        return holder::takeAway;
    }

    private void takeAway() {
        Object key = entityManagers.factory();
        if (TransactionSynchronizationManager.getResourceMap().get(key) == this) {
            TransactionSynchronizationManager.unbindResourceIfPossible(key);
            if (replaced != null) {
                TransactionSynchronizationManager.bindResource(key, replaced);
            }
        }
    }

    @Nullable
    EntityManagerHolder replaced() {
        return replaced;
    }

    /** The last that Spring asks a holder for as it looks for an entity manager. */
    @Override
    public EntityManager getEntityManager() {
        if (!isForOneLookup) {
            return super.getEntityManager();
        }
        takeAway();
        return replaced == null || entityManagers.areUsedHere()
                ? super.getEntityManager()
                : replaced.getEntityManager();
    }

    /** All that Spring asks a holder for as it makes a query; the block minds its own deadline. */
    @Override
    public boolean hasTimeout() {
        if (isForOneLookup) {
            takeAway();
        }
        return false;
    }

    @Override
    public boolean isSynchronizedWithTransaction() {
        return replaced == null || !isForOneLookup || entityManagers.areUsedHere()
                ? true
                : replaced.isSynchronizedWithTransaction();
    }

    /** One that nobody has taken away has no meaning after its block. */
    @Override
    public boolean isVoid() {
        return isForOneLookup && replaced == null && !entityManagers.areUsedHere();
    }
}
