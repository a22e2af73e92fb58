package dev.aatomic.runtime.support.wire;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.Sql;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * A block that comes by every {@link Point}: it writes a row into {@code ledger}, in a nested block one into {@code detail}, another one
 * in a nested block that fails on purpose and is undone, and a last one.
 */
public final class WireProgram {

    /** What fails on purpose. */
    public static final class Purpose extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Purpose() {
            super("on purpose");
        }
    }

    private final Transactions transactions;
    private final Atomic atomic;
    private final Point point;
    private final int id;

    /**
     * A program.
     *
     * @param atomic the outermost block
     * @param point where it shall come by
     * @param id what it writes
     */
    public WireProgram(Transactions transactions, Atomic atomic, Point point, int id) {
        this.transactions = transactions;
        this.atomic = atomic;
        this.point = point;
        this.id = id;
    }

    /** Starts it; a blocking form on a foreign thread. */
    public CompletableFuture<Integer> start(Form form, Foreign foreign) {
        return switch (form) {
            case ASYNCHRONOUS -> atomic.getStageAsync(this::body);
            case DISPATCHED -> atomic.getAsync(this::blockingBody);
            case BLOCKING -> foreign.call(() -> atomic.get(this::blockingBody));
            case ENTERED -> atomic.enter().thenCompose(this::end);
            case SERIALIZABLE -> atomic.isolation(Isolation.SERIALIZABLE).getStageAsync(this::body);
            case READ_ONLY -> atomic.readOnly().getStageAsync(this::readingBody);
        };
    }

    private CompletableFuture<Integer> end(Scope scope) {
        return scope.call(this::body)
                .handle((rows, failure) -> scope.exit(failure)
                        .thenCompose(done -> failure == null
                                ? CompletableFuture.completedFuture(rows)
                                : CompletableFuture.<Integer>failedFuture(cause(failure))))
                .thenCompose(Function.identity());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletableFuture<Integer> ledger() {
        return transactions.submit(Sql.update("insert into ledger values (" + id + ")"));
    }

    private CompletableFuture<Integer> detail(int number) {
        return transactions.submit(Sql.update("insert into detail values (" + id + ", " + number + ")"));
    }

    private CompletableFuture<Integer> sleep() {
        return transactions.submit(connection -> Sql.integers(connection, "select 1 from pg_sleep(30) /* " + id + " */")
                .get(0));
    }

    private CompletableFuture<Integer> body() {
        if (point == Point.CANCEL) {
            return ledger().thenCompose(n -> sleep());
        }
        return ledger().thenCompose(n -> transactions.atomic().getStageAsync(() -> detail(1)))
                .thenCompose(n -> transactions
                        .atomic()
                        .getStageAsync(() ->
                                detail(2).thenCompose(m -> CompletableFuture.<Integer>failedFuture(new Purpose())))
                        .exceptionally(WireProgram::swallow))
                .thenCompose(n -> detail(3))
                .thenCompose(n -> point == Point.ROLLBACK
                        ? CompletableFuture.failedFuture(new Purpose())
                        : CompletableFuture.completedFuture(n));
    }

    private CompletableFuture<Integer> readingBody() {
        CompletableFuture<Integer> read = transactions.submit(
                connection -> Sql.integers(connection, "select 1").get(0));
        return switch (point) {
            case CANCEL -> read.thenCompose(n -> sleep());
            case ROLLBACK -> read.thenCompose(n -> CompletableFuture.failedFuture(new Purpose()));
            default -> read;
        };
    }

    private static int swallow(Throwable failure) {
        return failure == null ? 1 : 0;
    }

    private int blockingBody() {
        ledger().join();
        if (point == Point.CANCEL) {
            return sleep().join();
        }
        transactions.atomic().run(() -> detail(1).join());
        try {
            transactions.atomic().run(() -> {
                detail(2).join();
                throw new Purpose();
            });
        } catch (Exception swallowed) {
            swallow(swallowed);
        }
        int rows = detail(3).join();
        if (point == Point.ROLLBACK) {
            throw new Purpose();
        }
        return rows;
    }
}
