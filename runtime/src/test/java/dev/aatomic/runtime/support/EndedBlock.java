package dev.aatomic.runtime.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A block that several threads submit to, complete, fail, cancel and let run out of time, and the model of it: one thing after another,
 * each all or nothing. What the block says must be what some order of what was done to it gives. Safe for use by many threads.
 */
public final class EndedBlock {

    private record Submitted(int thread, int value, CompletableFuture<Integer> step) {}

    private final Duration timeout;
    private final BooleanSupplier closing;
    private final CompletableFuture<Scope> entered = new CompletableFuture<>();
    private final CompletableFuture<Integer> body = new CompletableFuture<>();
    private final IOException failure = new IOException("the body's own");
    private final Queue<Submitted> submitted = new ConcurrentLinkedQueue<>();

    /** What its steps did, in order; they run one at a time. */
    private final List<Integer> ran = new ArrayList<>();

    // Written by whoever does it:
    private volatile CompletableFuture<Integer> block;
    private volatile CompletableFuture<Boolean> closingAtEnd;
    private volatile long openedAt;
    private volatile boolean completed;
    private volatile boolean failed;
    private volatile boolean cancelled;

    /** A block with a time limit, or with null for none; and whether the shutdown has begun. */
    public EndedBlock(Duration timeout, BooleanSupplier closing) {
        this.timeout = timeout;
        this.closing = closing;
    }

    public void open(Transactions transactions) {
        openedAt = System.nanoTime();
        var atomic =
                timeout == null ? transactions.atomic() : transactions.atomic().timeout(timeout);
        block = atomic.getStageAsync(() -> {
            entered.complete(transactions.scope());
            return body;
        });
        closingAtEnd = block.handle((value, thrown) -> closing.getAsBoolean());
    }

    /** Submits a step, if the block has its connection. */
    public void submit(int thread, int value) {
        Scope scope = entered.getNow(null);
        if (scope != null) {
            submitted.add(new Submitted(thread, value, submit(scope, value)));
        }
    }

    private CompletableFuture<Integer> submit(Scope scope, int value) {
        try {
            return scope.submit(connection -> {
                ran.add(value);
                return Sql.insert(connection, value);
            });
        } catch (TransactionManagementException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    public void complete() {
        if (body.complete(1)) {
            completed = true;
        }
    }

    public void fail() {
        if (body.completeExceptionally(failure)) {
            failed = true;
        }
    }

    public void cancel() {
        CompletableFuture<Integer> opened = block;
        if (opened != null && opened.cancel(true)) {
            cancelled = true;
        }
    }

    /** Waits for its end and compares it with the model. Returns the rows that it must have committed. */
    public List<Integer> verify() {
        if (block == null) {
            return List.of();
        }
        boolean closed = Await.value(closingAtEnd);
        submitted.forEach(step -> Await.end(step.step()));
        assertThat(block.isCancelled()).as("cancelled, if cancel() said so").matches(is -> is || !cancelled);
        List<Integer> done = done();
        assertInOrderOfEachThread();
        if (block.isCompletedExceptionally()) {
            assertPossible(Await.failure(block), closed);
            return List.of();
        }
        assertThat(completed).as("committed because its body completed").isTrue();
        assertThat(ran).as("what ran in what was committed").containsExactlyInAnyOrderElementsOf(done);
        return done;
    }

    /** Each end has had its reason. */
    private void assertPossible(Throwable thrown, boolean closed) {
        if (thrown instanceof CancellationException) {
            assertThat(cancelled || closed)
                    .as("cancelled by cancel() or close()")
                    .isTrue();
        } else if (thrown instanceof TransactionTimedOutException) {
            assertThat(timeout).as("it had a limit").isNotNull();
            assertThat(System.nanoTime() - openedAt).isGreaterThanOrEqualTo(timeout.toNanos());
        } else if (thrown instanceof UnexpectedRollbackException) {
            assertThat(completed).as("its body completed").isTrue();
            assertThat(submitted.size()).as("a step was refused").isGreaterThan(done().size());
        } else if (thrown instanceof TransactionManagementException
                || thrown instanceof CannotCreateTransactionException) {
            // Opened while close() takes the threads away, it may find none.
            assertThat(closed).as("refused because of close()").isTrue();
            assertThat(entered).as("its body did not run").isNotDone();
        } else {
            assertThat(thrown).isSameAs(failure);
            assertThat(failed).as("its body failed").isTrue();
        }
    }

    private List<Integer> done() {
        return submitted.stream()
                .filter(step -> !step.step().isCompletedExceptionally())
                .map(Submitted::value)
                .toList();
    }

    private void assertInOrderOfEachThread() {
        Map<Integer, List<Integer>> values = new HashMap<>();
        submitted.forEach(step -> values.computeIfAbsent(step.thread(), thread -> new ArrayList<>())
                .add(step.value()));
        values.values().forEach(ofThread -> {
            List<Integer> ranOfThread = ran.stream().filter(ofThread::contains).toList();
            assertThat(ofThread.stream().filter(ranOfThread::contains)).containsExactlyElementsOf(ranOfThread);
        });
    }

    /** What happened to it, for a test that fails. */
    @Override
    public String toString() {
        String reasons = Stream.of(
                        completed ? "completed" : "",
                        failed ? "failed" : "",
                        cancelled ? "cancelled" : "",
                        timeout == null ? "" : "timeout " + timeout)
                .filter(reason -> !reason.isEmpty())
                .toList()
                .toString();
        return "block " + block + " " + reasons + ", submitted " + submitted.size() + ", ran " + ran;
    }
}
