package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.spi.ThreadBlocks;
import org.jspecify.annotations.Nullable;

/** What a library whose transactions are bound to threads learns of the blocks there. */
record EngineThreadBlocks(Engine engine) implements ThreadBlocks {

    @Override
    public @Nullable Object current(String database) {
        return Context.innermost(ThreadState.currentContext(), engine.managed(database));
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
