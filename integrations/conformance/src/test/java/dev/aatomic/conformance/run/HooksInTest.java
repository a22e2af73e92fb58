package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the hooks of each block in a test that would be outermost, after its end, where they run without a test. Those of blocks that a hook
 * opens run with the hooks after it.
 */
final class HooksInTest implements Entrance {

    private static final Executor OTHER_THREADS = task -> {
        Thread thread = new Thread(task, "hooks");
        thread.setDaemon(true);
        thread.start();
    };

    private final Transactions transactions;
    private final Entrance entrance;
    private final Map<String, TestBlock> tests = new ConcurrentHashMap<>();

    HooksInTest(Transactions transactions, Entrance entrance) {
        this.transactions = transactions;
        this.entrance = entrance;
    }

    /** Says which tests the blocks are opened in. */
    void in(TestBlock test) {
        tests.put(test.database(), test);
    }

    /** Null for a block whose hooks others run. */
    private TestBlock.@Nullable HookCapture capture(Op.Block block, Position at) {
        return at.isOpen(block.using()) || at.isInHookOf(block.using())
                ? null
                : Objects.requireNonNull(tests.get(block.using())).captureHooks();
    }

    @Override
    public void runBlocking(Op.Block block, Position at, BlockingBody body) throws Exception {
        TestBlock.HookCapture capture = capture(block, at);
        entrance.runBlocking(block, at, body);
        if (capture != null) {
            capture.run();
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> startStage(Op.Block block, Position at, StageBody body) {
        TestBlock.HookCapture capture = capture(block, at);
        return withHooks(capture, entrance.startStage(block, at, body));
    }

    @Override
    public CompletableFuture<@Nullable Void> startBlocking(Op.Block block, Position at, BlockingBody body) {
        TestBlock.HookCapture capture = capture(block, at);
        return withHooks(capture, entrance.startBlocking(block, at, body));
    }

    private CompletableFuture<@Nullable Void> withHooks(
            TestBlock.@Nullable HookCapture capture, CompletableFuture<@Nullable Void> ended) {
        return capture == null ? ended : transactions.bind(ended.thenRunAsync(capture::run, OTHER_THREADS));
    }
}
