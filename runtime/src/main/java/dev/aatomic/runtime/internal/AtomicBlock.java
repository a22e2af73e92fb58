package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.Outermost;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The settings of a block, and the ways to open one. */
final class AtomicBlock implements Atomic {

    private final Engine engine;
    private final @Nullable ManagedDatabase database;
    private final boolean savepoint;
    private final boolean durable;
    private final @Nullable String name;

    private AtomicBlock(
            Engine engine,
            @Nullable ManagedDatabase database,
            boolean savepoint,
            boolean durable,
            @Nullable String name) {
        this.engine = engine;
        this.database = database;
        this.savepoint = savepoint;
        this.durable = durable;
        this.name = name;
    }

    /** The defaults. Without a database the innermost open block's is meant. */
    static AtomicBlock defaults(Engine engine, @Nullable ManagedDatabase database) {
        return new AtomicBlock(engine, database, true, false, null);
    }

    @Override
    public Atomic using(String databaseName) {
        return new AtomicBlock(engine, engine.managed(databaseName), savepoint, durable, name);
    }

    @Override
    public Atomic savepoint(boolean wanted) {
        return new AtomicBlock(engine, database, wanted, durable, name);
    }

    @Override
    public Atomic durable() {
        return durable(true);
    }

    @Override
    public Atomic durable(boolean wanted) {
        return new AtomicBlock(engine, database, savepoint, wanted, name);
    }

    @Override
    public Atomic named(String newName) {
        return new AtomicBlock(engine, database, savepoint, durable, Objects.requireNonNull(newName, "name"));
    }

    boolean isSavepoint() {
        return savepoint;
    }

    /** What to call a block in a message: its name, or the class that wrote its body. */
    String place(Body body) {
        if (name != null) {
            return "'" + name + "'";
        }
        return "'" + body.origin() + "'";
    }

    // ---- open

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> getStageAsync(
            CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
        return open(Body.ofStage(body));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body) {
        return open(Body.of(body));
    }

    @Override
    public CompletableFuture<@Nullable Void> runAsync(CheckedRunnable<?> body) {
        return open(Body.of(body));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object, X extends Throwable> T get(CheckedSupplier<T, X> body) throws X {
        // The block's value is what the body returned.
        return (T) create(Body.of(body), true).openAndWait();
    }

    @Override
    public <X extends Throwable> void run(CheckedRunnable<X> body) throws X {
        create(Body.of(body), true).openAndWait();
    }

    @Override
    public CompletableFuture<Scope> enter() {
        ScopeFuture<Scope> entered = new ScopeFuture<>(engine.dispatcher());
        EnteredBody body = new EnteredBody(entered);
        CompletableFuture<Object> end = open(Body.ofStage(body));
        body.bind(entered, (ScopeFuture<Object>) end);
        return entered;
    }

    @SuppressWarnings("unchecked")
    private <T extends @Nullable Object> CompletableFuture<T> open(Body body) {
        BlockScope block;
        try {
            block = create(body, false);
        } catch (TransactionException refused) {
            ScopeFuture<T> failed = new ScopeFuture<>(engine.dispatcher());
            BlockScope around = Context.innermostBlock(ThreadState.currentContext());
            if (around != null && !(refused instanceof DurableNestedException)) {
                around.workFailed(failed, refused);
            }
            failed.settle(null, refused);
            return failed;
        }
        block.open();
        // The future's type is the body's, which the caller has just given.
        return (CompletableFuture<T>) (CompletableFuture<?>) block.future();
    }

    /** Makes the block where it belongs; throws if it may not be opened here. */
    BlockScope create(Body body, boolean blocks) {
        Context current = ThreadState.currentContext();
        ManagedDatabase target = database != null ? database : engine.resolve(current);
        Context around = Context.innermost(current, target);
        if (around instanceof BlockScope parent) {
            if (durable) {
                throw new DurableNestedException(
                        "Durable block " + place(body) + " was opened inside block " + parent.place() + " of database '"
                                + target.name()
                                + "', so its end would not mean that it is committed. Call it outside any block",
                        null);
            }
            return new BlockScope(parent, this, current, body, blocks);
        }
        if (engine.outermost() == Outermost.DURABLE && !durable) {
            throw new TransactionManagementException(
                    "Block " + place(body) + " was opened where no block of database '" + target.name()
                            + "' is current, and only durable blocks may be outermost here. If it belongs to a block, its context"
                            + " was lost on the way: bring the stage before it back with carry(stage); else make it durable",
                    null);
        }
        BlockScope block = new BlockScope(engine, this, target, current, body, blocks);
        BlockScope opener = Context.innermostBlock(current);
        if (opener == null) {
            engine.checkOpen(block);
        } else if (!opener.addIndependent(block, current instanceof AutocommitContext)) {
            throw opener.refusal();
        }
        return block;
    }
}
