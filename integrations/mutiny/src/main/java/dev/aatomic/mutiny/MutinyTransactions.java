package dev.aatomic.mutiny;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be done in a block, as a {@link Uni}. It belongs to the block in whose body it is subscribed to, whichever thread that is on:
 * Mutiny's {@code Context} carries the block to it. Where that is lost, as behind a publisher that is not Mutiny's, it belongs to the block
 * that is current on the thread. Safe for use by many threads.
 */
public final class MutinyTransactions {

    private final TransactionOperations operations;

    private MutinyTransactions(TransactionOperations operations) {
        this.operations = operations;
    }

    /**
     * Does what these operations do.
     *
     * @param operations such as {@code Transactions}
     * @return the same, as a Uni
     */
    public static MutinyTransactions of(TransactionOperations operations) {
        return new MutinyTransactions(Objects.requireNonNull(operations, "operations"));
    }

    /**
     * Returns a Uni that runs statements on the block's connection once for each subscription, as {@link TransactionOperations#submit} does,
     * and emits in the block's scope. A cancel cancels the step's future: nothing is emitted any more, but the statements are run, the
     * block's end waits for them, and if they fail then, the block rolls back. Where no block is, it fails with {@link
     * dev.aatomic.runtime.NoTransactionException}.
     *
     * @param step the statements
     * @param <T> what the step returns, which may be null
     * @return the Uni
     */
    public <T extends @Nullable Object> Uni<T> submit(ConnectionFunction<T> step) {
        return Infrastructure.onUniCreation(new StepUni<>(operations, Objects.requireNonNull(step, "step")));
    }

    /**
     * Returns a Uni that registers a hook once for each subscription, as {@link TransactionOperations#onCommitAsync} does. The hook runs after
     * COMMIT; the block's end waits for the Uni that it makes, whose failure counts as the hook's. It has what the subscriber had in Mutiny's
     * {@code Context}. Where no block is, the returned Uni fails with {@link dev.aatomic.runtime.NoTransactionException}.
     *
     * @param hook makes the Uni that the block's end waits for
     * @return emits null once the hook is registered
     */
    public Uni<@Nullable Void> onCommit(CheckedSupplier<? extends Uni<?>, ?> hook) {
        return Infrastructure.onUniCreation(new HookUni(operations, Objects.requireNonNull(hook, "hook")));
    }

    /**
     * Brings a Uni into the block: it is subscribed to and cancelled in its scope, and what is behind it runs there, whichever thread
     * it emits on. Outside a block it changes nothing.
     *
     * @param uni any Uni
     * @param <T> its item
     * @return a Uni that emits as the given one does
     */
    public static <T extends @Nullable Object> Uni<T> bind(Uni<T> uni) {
        return Infrastructure.onUniCreation(new BoundUni<>(Objects.requireNonNull(uni, "uni")));
    }

    /**
     * Brings a Multi into the block: it is subscribed to, asked for items and cancelled in its scope, and what is behind it runs there,
     * whichever thread it emits on. Outside a block it changes nothing. An operator that asks for more on a thread of its own makes what is
     * in front of it go on there: plain calls of the block need a Multi that is bound in front of that operator too, and what this class and
     * {@link MutinyBlocks} do needs none.
     *
     * @param multi any Multi
     * @param <T> its items
     * @return a Multi that emits as the given one does
     */
    public static <T> Multi<T> bind(Multi<T> multi) {
        return Infrastructure.onMultiCreation(new BoundMulti<>(Objects.requireNonNull(multi, "multi")));
    }
}
