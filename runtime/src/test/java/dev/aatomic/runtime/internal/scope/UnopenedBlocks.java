package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Blocks as they are before they are opened: a test does with them, in its order, what else threads do in any. */
final class UnopenedBlocks {

    private final BlockScope like;

    /** With these settings. */
    UnopenedBlocks(Atomic atomic) {
        AtomicReference<BlockScope> opened = new AtomicReference<>();
        atomic.run(() -> opened.set(MemoryFixtures.block()));
        like = opened.get();
    }

    UnopenedBlocks(Transactions transactions) {
        this(transactions.atomic().named("order"));
    }

    Services engine() {
        return like.engine;
    }

    BlockScope outermost(CheckedRunnable<?> body) {
        return outermost(null, body, null, false);
    }

    /** One whose caller runs the body. */
    BlockScope blocking(@Nullable Context opener, CheckedRunnable<?> body) {
        return outermost(opener, body, null, true);
    }

    BlockScope outermost(
            @Nullable Context opener,
            CheckedRunnable<?> body,
            @Nullable EnclosingTransaction enclosing,
            boolean blocks) {
        return new BlockScope(like.engine, like.settings, like.database, opener, Body.of(body), enclosing, blocks);
    }

    BlockScope inside(BlockScope parent, CheckedRunnable<?> body) {
        return new BlockScope(parent, like.settings, parent, Body.of(body), false);
    }

    /** Cuts a block short before it is in a queue, as an abort does that comes so early. */
    static void cut(BlockScope block, Throwable reason) {
        synchronized (block.lane) {
            block.failsWith(reason);
        }
    }

    /** What is no block, and is current where one is opened. */
    static Context opener(Supplier<@Nullable Context> around) {
        return new Context() {
            @Override
            public @Nullable Context opener() {
                return around.get();
            }

            @Override
            public void execute(Runnable continuation) {
                continuation.run();
            }

            @Override
            public void executeLater(Runnable continuation) {
                throw new UnsupportedOperationException("Nothing goes on here");
            }
        };
    }
}
