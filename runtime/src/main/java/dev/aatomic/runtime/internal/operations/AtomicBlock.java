package dev.aatomic.runtime.internal.operations;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.subscription.BlockPublisher;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The settings of a block, and the forms in which one is opened. */
final class AtomicBlock
        implements Atomic, TestBlocks.Source, SubscribedBlocks.Source, TransactionSynchronizations.Source {

    private final Services engine;
    private final BlockSettings settings;
    private final BlockOpening opening;

    /** Kept, since each call of a generated method asks for it. */
    private final SubscribedBlocks subscribedBlocks;

    private AtomicBlock(Services engine, BlockSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.opening = new BlockOpening(engine, settings);
        this.subscribedBlocks = new EngineSubscribedBlocks(opening);
    }

    /** The defaults. Without a database that of the innermost open block is used. */
    static AtomicBlock defaults(Services engine, @Nullable ManagedDatabase database) {
        return new AtomicBlock(
                engine,
                engine.isLazy
                        ? BlockSettings.defaults(database).withLazyConnections(true)
                        : BlockSettings.defaults(database));
    }

    private Atomic with(BlockSettings changed) {
        return new AtomicBlock(engine, changed);
    }

    @Override
    public Atomic using(String databaseName) {
        return with(settings.withDatabase(engine.databases.named("using", databaseName)));
    }

    @Override
    public Atomic savepoint(boolean wanted) {
        return with(settings.withSavepoint(wanted));
    }

    @Override
    public Atomic propagation(Propagation propagation) {
        return with(settings.withPropagation(Objects.requireNonNull(propagation, "propagation")));
    }

    @Override
    public Atomic durable() {
        return with(settings.withDurable());
    }

    @Override
    public Atomic isolation(Isolation isolation) {
        return with(settings.withIsolation(Objects.requireNonNull(isolation, "isolation")));
    }

    @Override
    public Atomic readOnly() {
        return readOnly(true);
    }

    @Override
    public Atomic readOnly(boolean wanted) {
        return with(settings.withReadOnly(wanted));
    }

    @Override
    public Atomic connection(ConnectionAcquisition acquisition) {
        return with(settings.withConnection(Objects.requireNonNull(acquisition, "connection")));
    }

    @Override
    public Atomic timeout(Duration timeout) {
        return with(settings.withTimeout(Objects.requireNonNull(timeout, "timeout")));
    }

    @Override
    public Atomic retry(RetryPolicy policy) {
        return with(settings.withRetry(Objects.requireNonNull(policy, "policy")));
    }

    @Override
    public Atomic noRollbackFor(Class<?>... failures) {
        return with(settings.withNoRollbackFor(failures));
    }

    @Override
    public Atomic named(String name) {
        return with(settings.withName(Objects.requireNonNull(name, "name")));
    }

    // ---- open

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> getStageAsync(
            CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
        return opening.open(Body.ofStage(body));
    }

    @Override
    public <T> Flow.Publisher<T> getPublisher(CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body) {
        return new BlockPublisher<>(opening, Objects.requireNonNull(body, "body"));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body) {
        return opening.open(Body.of(body));
    }

    @Override
    public CompletableFuture<@Nullable Void> runAsync(CheckedRunnable<?> body) {
        return opening.open(Body.of(body));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object, X extends Throwable> T get(CheckedSupplier<T, X> body) throws X {
        // The block's value is what the body returned.
        return (T) opening.openAndWait(Body.of(body));
    }

    @Override
    public <X extends Throwable> void run(CheckedRunnable<X> body) throws X {
        opening.openAndWait(Body.of(body));
    }

    @Override
    public CompletableFuture<Scope> enter() {
        ScopeFuture<Scope> entered = new ScopeFuture<>(engine.dispatcher);
        EnteredBody body = new EnteredBody(entered);
        BlockOpening once = settings.retry == null ? opening : new BlockOpening(engine, settings.withoutRetry());
        CompletableFuture<Object> end = once.open(Body.ofStage(body));
        body.bind(entered, (ScopeFuture<Object>) end, settings.place(body));
        return entered;
    }

    @Override
    public TestBlocks testBlocks() {
        return new EngineTestBlocks(engine);
    }

    @Override
    public TransactionSynchronizations transactionSynchronizations() {
        return new EngineSynchronizations(engine, settings.database);
    }

    @Override
    public SubscribedBlocks subscribedBlocks() {
        return subscribedBlocks;
    }

    Services engine() {
        return engine;
    }

    BlockSettings settings() {
        return settings;
    }

    BlockOpening opening() {
        return opening;
    }
}
