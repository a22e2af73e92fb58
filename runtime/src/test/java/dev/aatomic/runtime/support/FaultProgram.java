package dev.aatomic.runtime.support;

import static dev.aatomic.runtime.support.Sql.insert;

import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A block on which faults are tried out. Each writes 1 first, if it writes.
 *
 * @param name what it does
 * @param rows what its commit leaves in the table {@code entry}
 * @param body starts it
 */
public record FaultProgram(String name, List<Integer> rows, Body body) {

    /** Starts a block. */
    @FunctionalInterface
    public interface Body {
        CompletableFuture<?> start(Transactions transactions, Foreign foreign);
    }

    public static Stream<FaultProgram> all() {
        return Stream.of(
                new FaultProgram("plain", List.of(1, 2), FaultProgram::plain),
                new FaultProgram("nested", List.of(1, 2, 3), FaultProgram::nested),
                new FaultProgram("nested that rolls back", List.of(1, 3), FaultProgram::nestedThatRollsBack),
                new FaultProgram("merged", List.of(1, 2, 3), FaultProgram::merged),
                new FaultProgram("manual savepoint", List.of(1, 3), FaultProgram::manualSavepoint),
                new FaultProgram("hooks", List.of(1, 2, 3), FaultProgram::hooks),
                new FaultProgram("failing body", List.of(), FaultProgram::failingBody),
                new FaultProgram(
                        "empty",
                        List.of(),
                        (transactions, foreign) -> transactions.atomic().runAsync(() -> {})),
                new FaultProgram("blocking", List.of(1), FaultProgram::blocking));
    }

    public CompletableFuture<?> start(Transactions transactions, Foreign foreign) {
        return body.start(transactions, foreign);
    }

    @Override
    public String toString() {
        return name;
    }

    private static CompletableFuture<?> plain(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(foreign::later)
                        .thenCompose(n -> transactions.submit(insert(2))));
    }

    private static CompletableFuture<?> nested(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> nestedThatRollsBack(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .<Integer>getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> CompletableFuture.failedFuture(new IOException("inner"))))
                                .handle((m, failure) -> failure))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> merged(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .savepoint(false)
                                .getStageAsync(() -> transactions.submit(insert(2))))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> manualSavepoint(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(insert(2))
                                .thenCompose(n -> transactions.savepointRollback(savepoint))
                                .thenCompose(n -> transactions.savepointCommit(savepoint)))
                        .thenCompose(n -> transactions.submit(insert(3))));
    }

    private static CompletableFuture<?> hooks(Transactions transactions, Foreign foreign) {
        return transactions.atomic().getStageAsync(() -> {
            transactions.onCommitRobust(() -> transactions.submit(insert(2)).join());
            transactions.onCommit(() -> transactions
                    .atomic()
                    .run(() -> transactions.submit(insert(3)).join()));
            return transactions.submit(insert(1));
        });
    }

    private static CompletableFuture<?> failingBody(Transactions transactions, Foreign foreign) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> CompletableFuture.failedFuture(new IOException("body"))));
    }

    private static CompletableFuture<?> blocking(Transactions transactions, Foreign foreign) {
        return foreign.call(() ->
                transactions.atomic().get(() -> transactions.submit(insert(1)).join()));
    }
}
