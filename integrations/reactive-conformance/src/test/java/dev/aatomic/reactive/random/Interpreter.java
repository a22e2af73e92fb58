package dev.aatomic.reactive.random;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Sql;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stream of a program.
 *
 * @param <S> the library's type of streams
 */
final class Interpreter<S> {

    private static final Duration LIMIT = Duration.ofMillis(1);
    private static final RetryPolicy RETRY = RetryPolicy.ofMaxAttempts(Model.ATTEMPTS)
            .withBackoff(Duration.ZERO, Duration.ZERO)
            .retryFor(Boom.class);
    private static final int CONCURRENCY = 2;

    private final Operators<S> operators;
    private final Transactions transactions;
    private final Run run;

    /** Whether the library's own context is lost here. */
    private final boolean isForeign;

    private Interpreter(Operators<S> operators, Transactions transactions, Run run, boolean isForeign) {
        this.operators = operators;
        this.transactions = transactions;
        this.run = run;
        this.isForeign = isForeign;
    }

    /** Subscribes to a program. */
    static void start(Run run, Transactions transactions, Executor elsewhere) {
        switch (run.program().library()) {
            case REACTOR -> start(new ReactorOperators(transactions, elsewhere), transactions, run);
            case MUTINY -> start(new MutinyOperators(transactions, elsewhere), transactions, run);
            case RXJAVA -> start(new RxJavaOperators(transactions, elsewhere), transactions, run);
        }
    }

    private static <S> void start(Operators<S> operators, Transactions transactions, Run run) {
        S stream = new Interpreter<>(operators, transactions, run, false)
                .stream(run.program().root(), false);
        operators.subscribe(stream, run.reader());
    }

    private S stream(Node node, boolean isInside) {
        int number = node.number();
        return switch (node.kind()) {
            case ITEMS -> operators.range(number);
            case WRITE -> operators.step(insert(run.row(number), number));
            case STATEMENT_FAILS -> operators.step(Sql.bad());
            case FAILS, THROWS ->
                operators.defer(() -> {
                    throw new Boom(number);
                });
            case FAILS_FIRST ->
                operators.defer(() -> {
                    if (run.isFirst(number)) {
                        throw new Boom(number);
                    }
                    return operators.range(1);
                });
            case RETURNS_NULL -> throw new IllegalStateException("RETURNS_NULL is a whole body");
            case ROLLBACK_ONLY -> operators.run(() -> transactions.setRollbackOnly(true));
            case HOOK -> hook(number, () -> run.hook(number));
            case HOOK_FAILS ->
                hook(number, () -> {
                    run.hook(number);
                    throw new Boom(number);
                });
            case ROLLBACK_HOOK -> operators.run(() -> transactions.onRollback(() -> run.rollbackHook(number)));
            case CANCEL -> operators.run(run.reader()::cancel);
            case NEVER -> operators.never();
            case MAP -> operators.map(stream(node.first(), isInside));
            case HOP -> hop(node, isInside);
            case SUBSCRIBE_ON -> subscribeOn(node, isInside);
            case COLLECT -> operators.collect(stream(node.first(), isInside));
            case RESUME ->
                operators.onErrorResume(stream(node.first(), isInside), () -> stream(node.second(), isInside));
            case RETRY -> operators.retry(stream(node.first(), isInside), number);
            case TAKE -> operators.take(stream(node.first(), isInside), number);
            case SEQUENCE -> operators.concat(streams(node, isInside));
            case MERGE -> operators.merge(streams(node, isInside));
            case CONCAT_MAP ->
                operators.concatMap(stream(node.first(), isInside), item -> stream(node.second(), isInside));
            case FLAT_MAP ->
                operators.flatMap(stream(node.first(), isInside), item -> stream(node.second(), isInside), CONCURRENCY);
            case BLOCK -> block(node, settings(isInside));
            case MERGED_BLOCK -> block(node, settings(isInside).savepoint(false));
            case FORGIVING_BLOCK -> block(node, settings(isInside).noRollbackFor(Boom.class));
            case RETRIED_BLOCK -> block(node, settings(isInside).retry(RETRY));
            case OVERDUE_BLOCK -> block(node, settings(isInside).timeout(LIMIT));
            case TIMED_OUT_BLOCK -> operators.bind(operators.timeout(block(node, settings(isInside)), LIMIT));
        };
    }

    private List<S> streams(Node node, boolean isInside) {
        return node.parts().stream().map(part -> stream(part, isInside)).toList();
    }

    private static ConnectionFunction<Integer> insert(int row, int number) {
        return connection -> {
            Sql.update(connection, "insert into written values (" + row + ")");
            return number;
        };
    }

    /** A hook of the library's own, on another thread, or a plain one. */
    private S hook(int number, Runnable hook) {
        if (number % 2 == 0) {
            return operators.run(() -> transactions.onCommit(hook::run));
        }
        return operators.onCommit(() -> operators.subscribeOn(operators.run(hook)));
    }

    private boolean binds(Node node) {
        return isForeign || operators.isBlockLost() || node.number() % 2 == 0;
    }

    private S hop(Node node, boolean isInside) {
        S part = stream(node.first(), isInside);
        int buffered = node.number() % 3 == 0 ? 1 : 128;
        return binds(node)
                ? operators.bind(operators.publishOn(operators.bind(part), buffered))
                : operators.publishOn(part, buffered);
    }

    private S subscribeOn(Node node, boolean isInside) {
        S part = stream(node.first(), isInside);
        if (isForeign && !operators.isBoundElsewhere()) {
            return part;
        }
        return binds(node) ? operators.bind(operators.subscribeOn(operators.bind(part))) : operators.subscribeOn(part);
    }

    private Atomic settings(boolean isInside) {
        Atomic atomic = transactions.atomic();
        return run.program().isLazy() && !isInside ? atomic.connection(ConnectionAcquisition.LAZY) : atomic;
    }

    private S block(Node node, Atomic atomic) {
        Interpreter<S> inside = node.form() == Form.PUBLISHER && !isForeign
                ? new Interpreter<>(operators, transactions, run, true)
                : this;
        return operators.block(node.form(), node.number(), atomic, body(inside, node.first()));
    }

    private static <S> Supplier<@Nullable S> body(Interpreter<S> inside, Node body) {
        return () -> switch (body.kind()) {
            case THROWS -> throw new Boom(body.number());
            case RETURNS_NULL -> null;
            default -> inside.stream(body, true);
        };
    }
}
