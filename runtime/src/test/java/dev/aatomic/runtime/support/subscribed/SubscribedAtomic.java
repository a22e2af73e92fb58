package dev.aatomic.runtime.support.subscribed;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;

/**
 * Opens blocks in the forms that tests are written with, each through a {@link SubscribedType}: a body that blocks does so on a dispatch
 * thread. Immutable.
 */
public final class SubscribedAtomic implements Atomic {

    private final Transactions transactions;
    private final SubscribedType type;
    private final Atomic settings;

    public SubscribedAtomic(Transactions transactions, SubscribedType type) {
        this(transactions, type, transactions.atomic());
    }

    private SubscribedAtomic(Transactions transactions, SubscribedType type, Atomic settings) {
        this.transactions = transactions;
        this.type = type;
        this.settings = settings;
    }

    private Atomic with(UnaryOperator<Atomic> setting) {
        return new SubscribedAtomic(transactions, type, setting.apply(settings));
    }

    @Override
    public Atomic using(String database) {
        return with(atomic -> atomic.using(database));
    }

    @Override
    public Atomic savepoint(boolean savepoint) {
        return with(atomic -> atomic.savepoint(savepoint));
    }

    @Override
    public Atomic durable() {
        return with(Atomic::durable);
    }

    @Override
    public Atomic propagation(Propagation propagation) {
        return with(atomic -> atomic.propagation(propagation));
    }

    @Override
    public Atomic isolation(Isolation isolation) {
        return with(atomic -> atomic.isolation(isolation));
    }

    @Override
    public Atomic connection(ConnectionAcquisition acquisition) {
        return with(atomic -> atomic.connection(acquisition));
    }

    @Override
    public Atomic readOnly() {
        return with(Atomic::readOnly);
    }

    @Override
    public Atomic readOnly(boolean readOnly) {
        return with(atomic -> atomic.readOnly(readOnly));
    }

    @Override
    public Atomic timeout(Duration timeout) {
        return with(atomic -> atomic.timeout(timeout));
    }

    @Override
    public Atomic retry(RetryPolicy policy) {
        return with(atomic -> atomic.retry(policy));
    }

    @Override
    public Atomic noRollbackFor(Class<?>... failures) {
        return with(atomic -> atomic.noRollbackFor(failures));
    }

    @Override
    public Atomic named(String name) {
        return with(atomic -> atomic.named(name));
    }

    @Override
    public <T> CompletableFuture<T> getStageAsync(CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
        SubscribedFuture<Optional<T>> future =
                type.open(settings, () -> body.get().<Optional<T>>thenApply(Optional::ofNullable));
        CompletableFuture<T> told = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return future.cancel(mayInterruptIfRunning);
            }
        };
        future.whenComplete((value, failure) -> {
            if (!future.problems().isEmpty()) {
                told.completeExceptionally(new AssertionError("The subscriber was " + future.problems(), failure));
            } else if (failure != null) {
                told.completeExceptionally(failure);
            } else {
                told.complete(value.orElse(null));
            }
        });
        return told;
    }

    @Override
    public <T> Flow.Publisher<T> getPublisher(CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body) {
        return settings.getPublisher(body);
    }

    @Override
    public <T> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body) {
        return getStageAsync(() -> CompletableFuture.completedFuture(body.get()));
    }

    @Override
    public CompletableFuture<Void> runAsync(CheckedRunnable<?> body) {
        return getAsync(() -> {
            body.run();
            return null;
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T, X extends Throwable> T get(CheckedSupplier<T, X> body) throws X {
        try {
            // The waiting thread may be the one that is to run the block.
            return transactions.bind(this.<T>getAsync(body)).join();
        } catch (CompletionException failure) {
            throw (X) Await.unwrap(failure);
        }
    }

    @Override
    public <X extends Throwable> void run(CheckedRunnable<X> body) throws X {
        this.<Object, X>get(() -> {
            body.run();
            return null;
        });
    }

    @Override
    public CompletableFuture<Scope> enter() {
        throw new UnsupportedOperationException("A block that is open until it is left has no body to subscribe to");
    }
}
