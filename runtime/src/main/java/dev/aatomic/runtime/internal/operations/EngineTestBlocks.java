package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.ChildTransactions;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeEntry;
import dev.aatomic.runtime.internal.scope.ScopeWork;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Opens blocks for tests. */
record EngineTestBlocks(Services engine) implements TestBlocks {

    @Override
    public List<String> databases() {
        return engine.databases.all().stream().map(ManagedDatabase::name).toList();
    }

    @Override
    public TestBlock open(String database, String name) {
        ManagedDatabase target = engine.databases.named("open", database);
        return open(target, BlockSettings.defaults(target).withName(Objects.requireNonNull(name, "name")));
    }

    @Override
    public TestBlock open(Atomic atomic) {
        if (!(atomic instanceof AtomicBlock block) || block.engine() != engine) {
            throw new IllegalArgumentException(
                    "atomic: found a '" + atomic.getClass().getName()
                            + "' of other transactions; expected what atomic() of these has returned");
        }
        BlockSettings settings = block.settings();
        return open(settings.database == null ? engine.databases.first : settings.database, settings);
    }

    private TestBlock open(ManagedDatabase database, BlockSettings given) {
        Context current = ThreadState.currentContext();
        TestBody body = new TestBody("of a test", engine.dispatcher);
        BlockSettings settings = given.asTest(database);
        String place = settings.place(body);
        BlockScope around = testAround(current, database, place);
        BlockScope block = around == null
                ? new BlockScope(engine, settings, database, current, body, null, false)
                : new BlockScope(around, settings, Objects.requireNonNull(current), body, false);
        if (around == null || block.isOnOtherConnection()) {
            belongTo(current, block, place);
        }
        block.future.onCompletion((ignored, failure) -> {
            if (failure != null) {
                body.opened.settle(null, failure);
            }
        });
        ScopeEntry.open(block, ThreadState.current());
        try {
            body.opened.awaitConnection();
        } catch (CompletionException | CancellationException failed) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(failed));
        }
        engine.testOpened(block);
        return new OpenTest(block);
    }

    /** The test of the same database in which this one is nested. */
    private @Nullable BlockScope testAround(@Nullable Context current, ManagedDatabase database, String place) {
        ScopeContext innermost = ScopeContext.innermost(current, database);
        if (innermost instanceof BlockScope block && block.settings.isTest) {
            return block;
        }
        if (innermost != null) {
            throw new TransactionManagementException(
                    "Test " + place + " was opened inside "
                            + (innermost instanceof BlockScope block
                                    ? "block " + block.place()
                                    : "the autocommit context")
                            + " of database '" + database.name()
                            + "', which would decide what is committed. Open it outside any block",
                    null);
        }
        EnclosingTransaction enclosing = engine.enclosing == null ? null : engine.enclosing.current(database.name());
        if (enclosing != null) {
            throw new TransactionManagementException(
                    "Test " + place + " was opened inside " + enclosing.name()
                            + ", which has a connection of its own: asynchronous blocks could not take part in it. Take"
                            + " the other library's annotation off the test: what its code opens joins the test",
                    null);
        }
        return null;
    }

    /** A test on a second database ends before that on the first, in whose context it is opened. */
    private void belongTo(@Nullable Context current, BlockScope block, String place) {
        BlockScope opener = ScopeContext.innermostBlock(current, engine);
        if (opener == null) {
            if (engine.isClosedFor(current)) {
                throw engine.refusedByClose(place, null);
            }
        } else if (!ChildTransactions.add(opener, block, false)) {
            throw ScopeWork.refusal(opener);
        }
    }
}
