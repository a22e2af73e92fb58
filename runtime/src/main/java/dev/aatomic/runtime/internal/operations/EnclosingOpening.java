package dev.aatomic.runtime.internal.operations;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import org.jspecify.annotations.Nullable;

/** What becomes of a block that is opened inside another library's transaction. */
final class EnclosingOpening {

    private EnclosingOpening() {}

    /** The transaction in which a blocking block takes part; null if it has one of its own, or none. */
    static @Nullable EnclosingTransaction enclosing(
            @Nullable EnclosingTransaction around, BlockSettings settings, CheckedSupplier<?, ?> body) {
        if (around == null || isIndependent(settings, around, body)) {
            return null;
        }
        if (settings.durable()) {
            throw new DurableNestedException(
                    "Durable block " + settings.place(body) + " was opened inside " + around.name()
                            + ", so its end would not mean that it is committed. Call it outside, or use REQUIRES_NEW",
                    null);
        }
        checkNotStricter(around, settings, body);
        return around;
    }

    /** A block that goes on after its call has returned would find the transaction ended. */
    static void checkMayOutlive(
            @Nullable EnclosingTransaction around, BlockSettings settings, CheckedSupplier<?, ?> body) {
        if (around == null || isIndependent(settings, around, body)) {
            return;
        }
        throw new TransactionManagementException(
                "Block " + settings.place(body) + ", whose body is asynchronous, was opened inside " + around.name()
                        + ", which commits when its method returns and not when the stage of the block completes. Give the block"
                        + " a transaction of its own with propagation REQUIRES_NEW; or use a blocking form, a method that returns"
                        + " no stage, which takes part in it; or make the method around it @Aatomic too, in place of the other"
                        + " library's annotation",
                null);
    }

    static void checkNotStricter(EnclosingTransaction around, BlockSettings settings, CheckedSupplier<?, ?> body) {
        if (settings.isStricterThan(around.isolation(), around.isReadOnly())) {
            throw settings.tooStrict(body, around.name(), around.isolation());
        }
    }

    private static boolean isIndependent(
            BlockSettings settings, EnclosingTransaction around, CheckedSupplier<?, ?> body) {
        Propagation propagation = settings.propagation();
        if (propagation == Propagation.NEVER) {
            throw new TransactionManagementException(
                    "Block " + settings.place(body) + " with propagation NEVER was opened inside " + around.name()
                            + ". Call it outside any transaction",
                    null);
        }
        return propagation == Propagation.REQUIRES_NEW || propagation == Propagation.NOT_SUPPORTED;
    }
}
