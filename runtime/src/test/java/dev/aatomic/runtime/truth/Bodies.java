package dev.aatomic.runtime.truth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The bodies of blocks: a statement, the actions of the plan, a statement, and the end. */
final class Bodies {

    private final World world;
    private final Actions actions;

    Bodies(World world, Blocks blocks) {
        this.world = world;
        this.actions = new Actions(world, blocks);
    }

    /** Each statement is attached to the one before. */
    CompletableFuture<Object> chained(Execution run) throws Throwable {
        CompletableFuture<Object> chain;
        if (run.plan().end() == End.VALUE_OF_NOTHING) {
            return end(run).whenComplete(run::end);
        }
        try {
            chain = actions.write(run);
            for (Action action : run.plan().actions()) {
                chain = chain.thenCompose(ignored -> actions.act(run, action));
            }
            chain = chain.thenCompose(ignored -> actions.write(run)).thenCompose(ignored -> end(run));
            if (run.plan().end() == End.THROWS) {
                throw new UserFailures.Business(run);
            }
        } catch (Throwable failure) {
            run.end(null, failure);
            throw failure;
        }
        return chain.whenComplete(run::end);
    }

    /** The thread waits for each statement. */
    Object blocking(Execution run) throws Throwable {
        if (run.plan().end() == End.VALUE_OF_NOTHING) {
            Object value = join(end(run));
            run.end(value, null);
            return value;
        }
        try {
            join(actions.write(run));
            for (Action action : run.plan().actions()) {
                join(actions.act(run, action));
            }
            join(actions.write(run));
            Object value = join(end(run));
            run.end(value, null);
            if (run.plan().end() == End.VALUE_INTERRUPTED) {
                Thread.currentThread().interrupt();
            }
            return value;
        } catch (Throwable failure) {
            run.end(null, failure);
            throw failure;
        }
    }

    private static Object join(CompletableFuture<Object> future) throws Throwable {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw UserFailures.unwrap(e);
        }
    }

    private CompletableFuture<Object> end(Execution run) {
        Unit root = run.unit().root();
        return switch (run.plan().end()) {
            case VALUE, VALUE_OF_NOTHING, VALUE_INTERRUPTED -> CompletableFuture.completedFuture("of " + run);
            case FAILS, THROWS -> CompletableFuture.failedFuture(new UserFailures.Business(run));
            case ERROR -> CompletableFuture.failedFuture(new UserFailures.BusinessError(run));
            case BAD_STATEMENT -> actions.bad(run);
            case TRANSIENT ->
                isLastAttempt(run, root)
                        ? CompletableFuture.completedFuture("of " + run)
                        : CompletableFuture.failedFuture(UserFailures.serialization(run));
            case TRANSIENT_ALWAYS -> CompletableFuture.failedFuture(UserFailures.serialization(run));
            case NEVER -> new CompletableFuture<>();
        };
    }

    /** Whether the transaction around a run will not be tried again. */
    private boolean isLastAttempt(Execution run, Unit root) {
        Execution outermost = run;
        while (outermost.call().enclosing() != null && !outermost.call().isOutermost()) {
            outermost = outermost.call().enclosing();
        }
        return outermost.number() >= outermost.plan().settings().attempts();
    }
}
