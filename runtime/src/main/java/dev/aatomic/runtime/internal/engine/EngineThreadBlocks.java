package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.operations.ThreadBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.spi.ThreadBlocks;
import org.jspecify.annotations.Nullable;

/** What a library whose transactions are bound to threads learns of the blocks on a thread. */
record EngineThreadBlocks(Services engine) implements ThreadBlocks {

    @Override
    public @Nullable Object current(String database) {
        return engine.contextOf(ThreadState.currentContext(), engine.databases.named("using", database));
    }

    @Override
    public boolean isInBlock(String database) {
        return current(database) instanceof BlockScope;
    }

    @Override
    public OpenBlock open(Atomic atomic) {
        return ThreadBlock.open(atomic)::end;
    }
}
