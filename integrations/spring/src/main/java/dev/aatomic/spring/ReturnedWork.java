package dev.aatomic.spring;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.interceptor.TransactionAttribute;

/**
 * What a method in a Spring transaction returns, where that is work which may go on afterwards: Spring commits as the method returns, so a
 * failure of that work would undo nothing.
 */
final class ReturnedWork {

    private ReturnedWork() {}

    /**
     * Refuses work that is not over, and marks the transaction for rollback if it has failed.
     *
     * @param returned what the method returned
     * @param status the transaction that is about to end; what is a part of another is that one's to end
     * @param definition what it was begun with
     */
    static void check(@Nullable Object returned, TransactionStatus status, TransactionDefinition definition) {
        if (returned == null || !(status.isNewTransaction() || status.isNested())) {
            return;
        }
        Future<?> work = null;
        if (returned instanceof CompletionStage<?> stage) {
            work = future(stage);
        } else if (returned instanceof Future<?> future) {
            work = future;
        } else if (!UnfinishedTypes.isUnfinished(returned)) {
            return;
        }
        if (work == null || !work.isDone()) {
            throw refused(returned, definition);
        }
        Throwable failure = failure(work);
        if (failure != null && rollsBack(failure, definition)) {
            status.setRollbackOnly();
        }
    }

    /** Not every stage can be asked whether it is complete. */
    private static @Nullable Future<?> future(CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture();
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    private static @Nullable Throwable failure(Future<?> done) {
        if (done instanceof CompletableFuture<?> future && !future.isCompletedExceptionally()) {
            return null;
        }
        try {
            done.get();
            return null;
        } catch (ExecutionException | CompletionException e) {
            return e.getCause() != null ? e.getCause() : e;
        } catch (CancellationException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private static boolean rollsBack(Throwable failure, TransactionDefinition definition) {
        return !(definition instanceof TransactionAttribute attribute) || attribute.rollbackOn(failure);
    }

    private static IllegalTransactionStateException refused(Object returned, TransactionDefinition definition) {
        String name = definition.getName();
        boolean isSuspendFunction = SuspendFunctions.isSuspended(returned) || SuspendFunctions.isNamed(name);
        return new IllegalTransactionStateException("Spring transaction "
                + (name == null ? "without a name" : "'" + name + "'")
                + " was rolled back because its method "
                + (isSuspendFunction
                        ? "is a suspend function of Kotlin whose work is not over"
                        : "returned a '" + returned.getClass().getName() + "' whose work is not over")
                + ": Spring commits as the method returns, so what that work does would not be"
                + " in the transaction, and its failure would undo nothing. "
                + (isSuspendFunction
                        ? "Annotate the function with @Aatomic in place of Spring's annotation; or call it in a"
                                + " block, which waits for it; or let it be no suspend function"
                        : "Annotate the method with @Aatomic in place"
                                + " of Spring's annotation, or use transactions.atomic().getStageAsync(…) in place of a"
                                + " TransactionTemplate; or wait for the value in the method"));
    }
}
