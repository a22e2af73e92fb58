package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Opens the blocks of a program, in every form, through the public API only. */
final class Blocks {

    private final World world;
    private final Bodies bodies;

    Blocks(World world) {
        this.world = world;
        this.bodies = new Bodies(world, this);
    }

    /** Opens a block in the body of another, or with null where none is open. For a blocking form, its future is complete. */
    CompletableFuture<Object> open(BlockPlan plan, Execution parent) {
        CompletableFuture<Object> future = opened(plan, world.ledger().open(plan, parent, null));
        return parent == null || parent.plan().form().isChained() ? future : waitedFor(plan, future);
    }

    /** For who waits for it on a thread of the library's: that thread may be the one that is to run the block. */
    private CompletableFuture<Object> waitedFor(BlockPlan plan, CompletableFuture<Object> future) {
        return plan.form().isSubscribed() ? world.transactions(plan.target()).bind(future) : future;
    }

    /** The same in a hook that a run has registered. */
    CompletableFuture<Object> openInHook(BlockPlan plan, Execution run) {
        return waitedFor(plan, opened(plan, world.ledger().open(plan, null, run)));
    }

    private CompletableFuture<Object> opened(BlockPlan plan, Call call) {
        CompletableFuture<Object> future;
        try {
            future = open(call, world.atomic(plan));
        } catch (Throwable failure) {
            future = CompletableFuture.failedFuture(failure);
        }
        future.whenComplete((value, failure) -> world.ledger().tell(call, value, failure));
        interfere(call, future);
        if (plan.next() != null) {
            world.ledger().expectNext();
            future.whenComplete((value, failure) -> {
                open(plan.next(), null);
                world.ledger().nextIsOpen();
            });
        }
        return future;
    }

    private CompletableFuture<Object> open(Call call, Atomic atomic) throws Throwable {
        return switch (call.plan().form()) {
            case STAGE -> atomic.getStageAsync(() -> bodies.chained(begin(call)));
            case STAGE_COMPLETE ->
                atomic.getStageAsync(() -> CompletableFuture.completedFuture(bodies.blocking(begin(call))));
            case STAGE_FOREIGN -> atomic.getStageAsync(() -> world.strangers().relay(bodies.chained(begin(call))));
            case STAGE_MINIMAL ->
                atomic.getStageAsync(() -> bodies.chained(begin(call)).minimalCompletionStage());
            case GET_ASYNC -> atomic.getAsync(() -> bodies.blocking(begin(call)));
            case RUN_ASYNC -> objects(atomic.runAsync(() -> bodies.blocking(begin(call))));
            case GET -> CompletableFuture.completedFuture(atomic.get(() -> bodies.blocking(begin(call))));
            case RUN -> {
                atomic.run(() -> bodies.blocking(begin(call)));
                yield CompletableFuture.completedFuture(null);
            }
            case SUBSCRIBED -> subscribe(call, atomic, () -> bodies.chained(begin(call)));
            case SUBSCRIBED_COMPLETE ->
                subscribe(call, atomic, () -> CompletableFuture.completedFuture(bodies.blocking(begin(call))));
            case SUBSCRIBED_FOREIGN ->
                subscribe(call, atomic, () -> world.strangers().relay(bodies.chained(begin(call))));
            case ENTER -> atomic.enter().thenCompose(scope -> exit(scope, entered(call, scope)));
        };
    }

    private CompletableFuture<Object> subscribe(
            Call call, Atomic atomic, CheckedSupplier<CompletableFuture<Object>, Throwable> body) {
        SubscribedFuture<Object> future = call.plan().type().open(atomic, body);
        world.ledger().subscribed(call, future);
        return future;
    }

    private Execution begin(Call call) {
        Scope scope =
                call.isNone() ? null : world.database(call.plan().target()).scope();
        return world.ledger().begin(call, scope);
    }

    /** The same future: what is done to another one does nothing to the block. */
    @SuppressWarnings("unchecked")
    private static CompletableFuture<Object> objects(CompletableFuture<?> future) {
        return (CompletableFuture<Object>) future;
    }

    private CompletableFuture<Object> entered(Call call, Scope scope) {
        try {
            return scope.call(() -> bodies.chained(begin(call)));
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Ends the block as its body ended; what its caller is told then is the body's failure, unless the block failed otherwise. */
    private static CompletableFuture<Object> exit(Scope scope, CompletableFuture<Object> body) {
        return body.handle((value, thrown) -> thrown == null ? null : UserFailures.unwrap(thrown))
                .thenCompose(failure -> scope.exit(failure).thenApply(nothing -> {
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return nothing;
                }));
    }

    /** On the future of a nested block it may be refused. */
    private static void limit(Call call, CompletableFuture<Object> future, int milliseconds) {
        try {
            future.orTimeout(milliseconds, TimeUnit.MILLISECONDS);
            call.limited(milliseconds);
        } catch (IllegalStateException refused) {
            call.answered("orTimeout", false);
        }
    }

    /** A call that no future of a block takes. */
    private void refuses(Call call, String what, BooleanSupplier attempt) {
        try {
            if (attempt.getAsBoolean()) {
                world.ledger().problem("block " + call.plan().id() + ": " + what + " was not refused");
            }
        } catch (IllegalStateException | NullPointerException refused) {
            call.answered(what, false);
        }
    }

    private static boolean cancel(Call call, CompletableFuture<Object> future) {
        boolean answer = future.cancel(true);
        if (answer && call.plan().form().isSubscribed()) {
            call.unsubscribed();
        }
        call.answered("cancel", answer);
        return answer;
    }

    private void interfere(Call call, CompletableFuture<Object> future) {
        Interference interference = call.plan().interference();
        Runnable act = switch (interference.kind()) {
            case NONE -> null;
            case CANCEL -> () -> cancel(call, future);
            case CANCEL_TWICE ->
                () -> {
                    boolean first = cancel(call, future);
                    boolean second = future.cancel(false);
                    if (first && !second) {
                        world.ledger().problem("block " + call.plan().id() + ": cancel() is true, and then false");
                    }
                };
            case COMPLETE_EXCEPTIONALLY ->
                () -> {
                    Throwable failure = new UserFailures.Intrusion();
                    call.intruded(failure, future.completeExceptionally(failure));
                };
            case COMPLETE -> () -> refuses(call, "complete(value)", () -> future.complete("of the caller"));
            case COMPLETE_WITHOUT_CAUSE ->
                () -> refuses(call, "completeExceptionally(null)", () -> future.completeExceptionally(null));
            case OR_TIMEOUT -> {
                limit(call, future, interference.after());
                yield null;
            }
        };
        if (act != null) {
            world.strangers().execute(interference.after(), future::isDone, act);
        }
    }
}
