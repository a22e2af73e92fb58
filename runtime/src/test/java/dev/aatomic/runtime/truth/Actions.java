package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** What bodies do, and the ledger is told of it. */
final class Actions {

    private static final int LATE_SPINS = 5_000;

    private final World world;
    private final Blocks blocks;
    private final HookActions hooks;

    Actions(World world, Blocks blocks) {
        this.world = world;
        this.blocks = blocks;
        this.hooks = new HookActions(world, blocks);
    }

    /** The stage of an action that was begun. */
    CompletableFuture<Object> act(Execution run, Action action) {
        Transactions transactions = world.transactions(run.plan().target());
        return switch (action.kind()) {
            case WRITE -> write(run);
            case WRITE_BY_SCOPE -> write(run.scope(), run.unit());
            case WRITE_BY_DATA_SOURCE -> writeByDataSource(run, transactions);
            case WRITE_UNAWAITED -> swallow(write(run), false);
            case WRITE_FROM_ELSEWHERE -> writeFromElsewhere(run);
            case WRITE_TO_ENDED -> writeToEnded(run);
            case WRITE_AROUND -> writeAround(run);
            case RECOVERY -> recovery(run, transactions);
            case WRITE_UNDONE -> writeUndone(run, transactions);
            case HOP -> world.strangers().later("hopped");
            case BAD_STATEMENT -> swallow(bad(run), true);
            case FAILURE_UNSEEN -> {
                transactions.submit(connection -> {
                    run.unit().failUnseen();
                    throw new UserFailures.Business(run);
                });
                yield done();
            }
            case ASK_FOR_ROLLBACK -> {
                transactions.setRollbackOnly(true);
                run.unit().askForRollback(true);
                yield done();
            }
            case HOOK -> {
                hooks.register(run, action.hook());
                yield done();
            }
            case BLOCK -> blocks.open(action.block(), run);
            case BLOCK_SWALLOWED -> swallow(blocks.open(action.block(), run), true);
            case BLOCK_UNAWAITED -> swallow(blocks.open(action.block(), run), false);
            case BLOCK_FROM_ELSEWHERE -> blockFromElsewhere(run, action.block());
            case BLOCK_IN_STEP ->
                transactions.submit(connection ->
                        swallow(blocks.open(action.block(), run), true).join());
        };
    }

    private static CompletableFuture<Object> done() {
        return CompletableFuture.completedFuture("done");
    }

    /** The same without its failure; waited for or not. */
    private static CompletableFuture<Object> swallow(CompletableFuture<Object> stage, boolean waits) {
        CompletableFuture<Object> swallowed = stage.handle((value, failure) -> "swallowed");
        return waits ? swallowed : done();
    }

    /** A row of the run's own, through whatever is current. */
    CompletableFuture<Object> write(Execution run) {
        int value = world.ledger().nextValue();
        return world.transactions(run.plan().target()).submit(connection -> insert(connection, value, run.unit()));
    }

    private CompletableFuture<Object> write(Scope scope, Unit unit) {
        int value = world.ledger().nextValue();
        return scope.submit(connection -> insert(connection, value, unit));
    }

    private static Object insert(Connection connection, int value, Unit unit) throws SQLException {
        int rows = Tables.insert(connection, value);
        unit.wrote(value);
        return rows;
    }

    /** A statement that fails. */
    CompletableFuture<Object> bad(Execution run) {
        return world.transactions(run.plan().target()).submit(connection -> Sql.update(connection, Sql.BAD));
    }

    private CompletableFuture<Object> writeByDataSource(Execution run, Transactions transactions) {
        int value = world.ledger().nextValue();
        try (Connection connection = transactions.dataSource().getConnection()) {
            return CompletableFuture.completedFuture(insert(connection, value, run.unit()));
        } catch (SQLException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Object> writeFromElsewhere(Execution run) {
        world.strangers().execute(LATE_SPINS, run::hasEnded, () -> {
            try {
                swallow(write(run.scope(), run.unit()), false);
            } catch (RuntimeException refused) {
                // It came too late.
            }
        });
        return done();
    }

    private CompletableFuture<Object> blockFromElsewhere(Execution run, BlockPlan block) {
        world.strangers().execute(LATE_SPINS, run::hasEnded, () -> {
            try {
                run.scope().call(() -> swallow(blocks.open(block, run), false));
            } catch (RuntimeException refused) {
                // It came too late.
            }
        });
        return done();
    }

    private CompletableFuture<Object> writeToEnded(Execution run) {
        Scope ended = world.ledger().anyEnded(31 * run.plan().id() + run.number());
        if (ended != null) {
            try {
                ended.submit(connection -> {
                    world.ledger().problem("a block that has ended ran a statement");
                    return "ran";
                });
                world.ledger().problem("a block that has ended accepted a statement");
            } catch (RuntimeException refused) {
                // As it must be.
            }
        }
        return done();
    }

    private CompletableFuture<Object> writeAround(Execution run) {
        Execution around = run;
        while (around != null && around.plan().target() == run.plan().target()) {
            around = around.call().parent();
        }
        if (around == null) {
            return done();
        }
        int value = world.ledger().nextValue();
        Unit unit = around.unit();
        return world.database(around.plan().target()).submit(connection -> insert(connection, value, unit));
    }

    private CompletableFuture<Object> recovery(Execution run, Transactions transactions) {
        return transactions
                .savepoint()
                .thenCompose(savepoint -> swallow(bad(run), true).thenCompose(failed -> {
                    transactions.setRollbackOnly(false);
                    run.unit().askForRollback(false);
                    return transactions.savepointRollback(savepoint);
                }))
                .thenApply(nothing -> "recovered");
    }

    private CompletableFuture<Object> writeUndone(Execution run, Transactions transactions) {
        return transactions.savepoint().thenCompose(savepoint -> {
            Unit unit = world.ledger().savepoint(run.unit());
            return write(run.scope(), unit)
                    .thenCompose(row -> transactions.savepointRollback(savepoint))
                    .thenApply(nothing -> {
                        unit.undo();
                        return "undone";
                    });
        });
    }
}
