package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Tells the ways of some blocks that are complete when the call that opened them returns: for each its name, and how many files,
 * switches between files and calls its way has; then the files. To be loaded by a {@link WalkLoader}.
 */
public final class WalkedBlocks implements Supplier<List<String>> {

    /** So that what is done once per process, or per class, is over. */
    private static final int WARM_UP = 20;

    private static final CompletableFuture<Integer> VALUE = CompletableFuture.completedFuture(1);

    @Override
    public List<String> get() {
        try (Transactions transactions = Transactions.builder()
                .database("default", new NoDriver(), 1)
                .executor(Runnable::run)
                .build()) {
            Atomic atomic = transactions.atomic().named("block");
            return List.of(
                    told("outermost", () -> walk(() -> atomic.getStageAsync(() -> VALUE))),
                    told(
                            "update",
                            () -> walk(() -> atomic.getStageAsync(() -> transactions.submit(WalkedBlocks::update)))),
                    told("nested", () -> atomic.get(() -> walk(() -> atomic.getStageAsync(() -> VALUE)))));
        }
    }

    private static int update(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update counter set n = n + 1 where id = ?")) {
            statement.setInt(1, 1);
            return statement.executeUpdate();
        }
    }

    private static Walk walk(Supplier<CompletableFuture<?>> block) {
        Walk.begin();
        CompletableFuture<?> end = block.get();
        Walk walk = Walk.end();
        if (!end.isDone() || end.isCompletedExceptionally()) {
            throw new AssertionError("Block: found " + end + "; expected one that has succeeded");
        }
        return walk;
    }

    private static String told(String block, Supplier<Walk> run) {
        for (int i = 0; i < WARM_UP; i++) {
            run.get();
        }
        Walk walk = run.get();
        return block + " " + walk.files().size() + "/" + walk.switches() + "/" + walk.calls() + " "
                + String.join(" ", walk.files()).replace("dev.aatomic.runtime.internal.", "");
    }
}
