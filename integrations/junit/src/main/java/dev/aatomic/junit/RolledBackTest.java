package dev.aatomic.junit;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlock.HookCapture;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import dev.aatomic.runtime.spi.TestBlocks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The blocks around a test, one on each database: opened in order, each in the context of the one before, and ended in reverse. */
final class RolledBackTest {

    private final Transactions transactions;
    private final Map<String, TestBlock> blocks = new LinkedHashMap<>();

    private RolledBackTest(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Opens them.
     *
     * @param around what is around all tests of the class; null for nothing
     */
    static RolledBackTest open(Transactions transactions, String name, @Nullable RolledBackTest around) {
        RolledBackTest test = new RolledBackTest(transactions);
        TestBlocks engine = TestBlocks.of(transactions);
        try {
            for (String database : engine.databases()) {
                TestBlock opened = around == null
                        ? test.call(() -> engine.open(database, name))
                        : around.call(() -> test.call(() -> engine.open(database, name)));
                test.blocks.put(database, opened);
            }
            return test;
        } catch (Throwable t) {
            test.endAll();
            throw t;
        }
    }

    Transactions transactions() {
        return transactions;
    }

    /** Calls a function with the innermost of them current, and so all of them. */
    <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X {
        TestBlock innermost = null;
        for (TestBlock block : blocks.values()) {
            innermost = block;
        }
        return innermost == null ? function.get() : innermost.call(function);
    }

    /** Rolls back. */
    private Ended endAll() {
        List<TestBlock> inReverse = new ArrayList<>();
        blocks.values().forEach(block -> inReverse.add(0, block));
        Set<String> unfinished = new LinkedHashSet<>();
        List<Throwable> problems = new ArrayList<>();
        for (TestBlock block : inReverse) {
            try {
                TestBlock.End end = block.end();
                unfinished.addAll(end.unfinished());
                if (end.problem() != null) {
                    problems.add(end.problem());
                }
            } catch (RuntimeException | Error failure) {
                // The other ones must end all the same.
                problems.add(failure);
            }
        }
        return new Ended(unfinished, problems);
    }

    private record Ended(Set<String> unfinished, List<Throwable> problems) {}

    /**
     * Rolls back, and fails if the test did not wait for something, or could not have committed.
     *
     * @param hasFailed whether the test has failed, so that nobody wonders at what it has left open
     */
    void end(String name, boolean hasFailed) {
        Ended ended = endAll();
        if (hasFailed) {
            return;
        }
        AssertionError failure = null;
        if (!ended.unfinished().isEmpty()) {
            failure = new AssertionError("Test '" + name + "' ended while this was open, and was cancelled: "
                    + String.join(", ", ended.unfinished())
                    + ". Wait for it in the test, for instance with join() on its future");
        }
        for (Throwable problem : ended.problems()) {
            AssertionError uncommitted = new AssertionError(
                    "What test '" + name + "' did could not have been committed: " + problem, problem);
            if (failure == null) {
                failure = uncommitted;
            } else {
                failure.addSuppressed(uncommitted);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What the test sees of it. */
    TestTransaction transaction() {
        return new OnDatabase(this, blocks.values().iterator().next());
    }

    private record OnDatabase(RolledBackTest test, TestBlock block) implements TestTransaction {

        @Override
        public Transactions transactions() {
            return test.transactions;
        }

        @Override
        public TestTransaction database(String name) {
            TestBlock other = test.blocks.get(name);
            if (other == null) {
                throw new IllegalArgumentException(
                        "database: found '" + name + "'; expected one of " + test.blocks.keySet());
            }
            return new OnDatabase(test, other);
        }

        @Override
        public <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X {
            return test.call(function);
        }

        @Override
        public <X extends Throwable> List<PendingHook> captureHooks(CheckedRunnable<X> body) throws X {
            HookCapture capture = block.captureHooks();
            run(body);
            return capture.hooks();
        }

        private <X extends Throwable> void run(CheckedRunnable<X> body) throws X {
            test.<@Nullable Object, X>call(() -> {
                body.run();
                return null;
            });
        }

        @Override
        public <X extends Throwable> List<PendingHook> captureAndRunHooks(CheckedRunnable<X> body) throws X {
            HookCapture capture = block.captureHooks();
            try {
                run(body);
            } catch (Throwable thrown) {
                try {
                    runHooks(capture);
                } catch (Throwable ofHook) {
                    thrown.addSuppressed(ofHook);
                }
                throw thrown;
            }
            runHooks(capture);
            return capture.hooks();
        }

        private void runHooks(HookCapture capture) {
            test.<@Nullable Object, RuntimeException>call(() -> {
                capture.run();
                return null;
            });
        }

        @Override
        public List<PendingHook> pendingHooks() {
            return block.hooks();
        }

        @Override
        public <T extends @Nullable Object> T execute(ConnectionFunction<T> work) throws Exception {
            try {
                return test.<T, Exception>call(() -> test.transactions
                        .database(block.database())
                        .autocommit(() ->
                                test.transactions.database(block.database()).submit(work))
                        .get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }
}
