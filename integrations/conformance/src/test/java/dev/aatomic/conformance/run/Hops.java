package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Program;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Leads a program over foreign threads and back between its operations, and watches that it did leave and did come back. */
final class Hops {

    /** A thread that no part of the library knows. */
    private static final class ForeignThread extends Thread {
        ForeignThread(Runnable task) {
            super(task, "foreign");
            setDaemon(true);
        }
    }

    private static final ExecutorService FOREIGN = Executors.newFixedThreadPool(2, ForeignThread::new);

    private final Transactions transactions;
    private final Problems problems;
    private final LongAdder count;
    private final AtomicInteger turns = new AtomicInteger();

    Hops(Transactions transactions, Problems problems, LongAdder count) {
        this.transactions = transactions;
        this.problems = problems;
        this.count = count;
    }

    /** Goes on with a body after a foreign stage that was brought back with {@code bind}. */
    CompletionStage<@Nullable Void> there(Position at, StageBody next) {
        count.increment();
        if (turns.getAndIncrement() % 2 == 0) {
            CompletableFuture<Thread> foreign = CompletableFuture.supplyAsync(Thread::currentThread, FOREIGN);
            return transactions.bind(foreign).thenCompose(thread -> back(thread, at, next));
        }
        // Completed only after the continuation was attached, so it is the foreign thread that sets it off.
        CompletableFuture<Thread> foreign = new CompletableFuture<>();
        CompletionStage<@Nullable Void> rest = transactions.bind(foreign).thenCompose(thread -> back(thread, at, next));
        FOREIGN.execute(() -> foreign.complete(Thread.currentThread()));
        return rest;
    }

    /** Ends a body with a foreign stage, as it is. */
    CompletionStage<@Nullable Void> away() {
        return CompletableFuture.supplyAsync(() -> null, FOREIGN);
    }

    private CompletionStage<@Nullable Void> back(Thread foreign, Position at, StageBody next) {
        if (!(foreign instanceof ForeignThread)) {
            problems.add("The foreign stage was completed on " + foreign + ", expected a foreign thread.");
        }
        boolean inBlock = false;
        for (String database : Program.DATABASES) {
            if (at.isOpen(database)) {
                inBlock = true;
                checkScope(database, at.blocks(database) - 1);
            }
        }
        if (inBlock && Thread.currentThread() instanceof ForeignThread) {
            problems.add("A bound stage's continuation ran on a foreign thread, expected the scope's.");
        }
        return next.start();
    }

    private void checkScope(String database, int depth) {
        Scope scope = transactions.database(database).scope();
        if (!scope.isOpen() || scope.depth() != depth || !scope.database().equals(database)) {
            problems.add("After bind the scope of " + database + " is " + scope + " of depth " + scope.depth() + " of "
                    + scope.database() + ", open: " + scope.isOpen() + ". Expected it open at depth " + depth + ".");
        }
    }
}
