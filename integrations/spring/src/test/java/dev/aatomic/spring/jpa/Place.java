package dev.aatomic.spring.jpa;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where in a block code is that works with repositories. */
enum Place {
    BLOCKING_BODY {
        @Override
        void run(Transactions transactions, Runnable work) {
            transactions.atomic().run(work::run);
        }
    },

    /** A step of an asynchronous block. */
    STEP {
        @Override
        void run(Transactions transactions, Runnable work) {
            end(transactions
                    .atomic()
                    .<@Nullable Object>getStageAsync(() -> transactions.submit(connection -> {
                        work.run();
                        return null;
                    })));
        }
    },

    /** What follows a stage that another thread has completed. */
    CONTINUATION {
        @Override
        void run(Transactions transactions, Runnable work) {
            CompletableFuture<Void> foreign = new CompletableFuture<>();
            CompletableFuture<Void> block = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.bind(foreign).thenRun(work));
            foreign.completeAsync(() -> null);
            end(block);
        }
    };

    /** Opens a block, and returns or throws at its end what it ended with. */
    abstract void run(Transactions transactions, Runnable work);

    private static void end(CompletionStage<?> block) {
        Throwable failure = Await.end(block);
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }
}
