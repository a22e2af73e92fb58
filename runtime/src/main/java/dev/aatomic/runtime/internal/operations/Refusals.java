package dev.aatomic.runtime.internal.operations;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.common.ReactiveOperator;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.operations.PropagationRules.Ruling;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import org.jspecify.annotations.Nullable;

/** Says why {@link PropagationRules} refuse a block. */
record Refusals(BlockSettings settings, CheckedSupplier<?, ?> body, ManagedDatabase target) {

    /** Why the block is refused inside a block, or where none is. */
    TransactionException of(Ruling ruling, @Nullable BlockScope around, @Nullable EnclosingTransaction enclosing) {
        if (around != null && !around.settings.isTest) {
            return inBlock(ruling, around);
        }
        return enclosing == null ? outside(ruling) : inEnclosing(ruling, enclosing);
    }

    private TransactionException inBlock(Ruling ruling, BlockScope around) {
        return switch (ruling) {
            case REFUSED_INSIDE ->
                new TransactionManagementException(
                        "Block " + place() + " with propagation NEVER was opened inside block " + around.place()
                                + " of database '" + target.name() + "'. Call it outside any block",
                        null);
            case REFUSED_DURABLE ->
                new DurableNestedException(
                        "Durable block " + place() + " was opened inside block " + around.place() + " of database '"
                                + target.name()
                                + "', so its end would not mean that it is committed. Call it outside any block",
                        null);
            case REFUSED_STRICTER -> tooStrict(around);
            default -> outside(ruling);
        };
    }

    private TransactionManagementException tooStrict(BlockScope around) {
        EnclosingTransaction enclosing = around.lane.enclosing();
        if (enclosing != null) {
            return tooStrict(enclosing.name(), enclosing.isolation());
        }
        BlockScope outermost = AloneBlock.outermost(around);
        return tooStrict("block " + outermost.place(), outermost.settings.isolation);
    }

    private TransactionManagementException tooStrict(String around, Isolation isolation) {
        return settings.tooStrict(body, around, isolation);
    }

    private TransactionException inEnclosing(Ruling ruling, EnclosingTransaction enclosing) {
        return switch (ruling) {
            case REFUSED_INSIDE ->
                new TransactionManagementException(
                        "Block " + place() + " with propagation NEVER was opened inside " + enclosing.name()
                                + ". Call it outside any transaction",
                        null);
            case REFUSED_ROLLBACK_ONLY ->
                new TransactionManagementException(
                        "Block " + place() + " was opened inside " + enclosing.name()
                                + ", which is marked for rollback or was rolled back: nothing of the block could be"
                                + " committed. Let that transaction end first; or, if the block is to be kept all the"
                                + " same, give it a transaction of its own with propagation REQUIRES_NEW",
                        null);
            case REFUSED_OUTLIVES ->
                new TransactionManagementException(
                        "Block " + place() + ", whose body is asynchronous, was opened inside " + enclosing.name()
                                + ", which commits when its method returns and not when the stage of the block completes. Give the block"
                                + " a transaction of its own with propagation REQUIRES_NEW; or use a blocking form, a method that returns"
                                + " no stage, which takes part in it; or make the method around it @Aatomic too, in place of the other"
                                + " library's annotation",
                        null);
            case REFUSED_DURABLE ->
                new DurableNestedException(
                        "Durable block " + place() + " was opened inside " + enclosing.name()
                                + ", so its end would not mean that it is committed. Call it outside, or use REQUIRES_NEW",
                        null);
            case REFUSED_STRICTER -> tooStrict(enclosing.name(), enclosing.isolation());
            default -> outside(ruling);
        };
    }

    private TransactionException outside(Ruling ruling) {
        return switch (ruling) {
            case REFUSED_OUTSIDE ->
                new NoTransactionException(
                        "Block " + place() + " with propagation MANDATORY was opened " + OpeningPlace.here()
                                + " where no block of database '" + target.name()
                                + "' is current. Open one around it; if there is one, its context was lost on a stage of"
                                + " another library: bring that stage back with bind(stage)"
                                + ReactiveOperator.mend(),
                        null);
            case REFUSED_OUTERMOST ->
                new TransactionManagementException(
                        "Block " + place() + " was opened where no block of database '" + target.name()
                                + "' is current, and requireDurable() lets only durable blocks be outermost. If it"
                                + " belongs to a block, its context was lost on the way: bring the stage before it back with"
                                + " bind(stage); else make it durable"
                                + ReactiveOperator.mend(),
                        null);
            default -> throw new IllegalArgumentException("Ruling: found " + ruling + "; expected one that refuses");
        };
    }

    private String place() {
        return settings.place(body);
    }
}
