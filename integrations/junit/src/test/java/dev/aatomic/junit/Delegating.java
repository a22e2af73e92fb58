package dev.aatomic.junit;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.OpenBlocks;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.Transactions;
import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** A proxy as containers make them: what it stands for is found with each call. */
final class Delegating implements Transactions {

    private static Transactions to() {
        return Environment.current.transactions;
    }

    @Override
    public Database database(String name) {
        return to().database(name);
    }

    @Override
    public TransactionMetrics metrics() {
        return to().metrics();
    }

    @Override
    public OpenBlocks blocks() {
        return to().blocks();
    }

    @Override
    public void close() {
        to().close();
    }

    @Override
    public Atomic atomic() {
        return to().atomic();
    }

    @Override
    public <T, X extends Throwable> T autocommit(CheckedSupplier<T, X> body) throws X {
        return to().autocommit(body);
    }

    @Override
    public DataSource dataSource() {
        return to().dataSource();
    }

    @Override
    public DataSource dataSource(DataSource pool) {
        return to().dataSource(pool);
    }

    @Override
    public DataSource guard(DataSource pool) {
        return to().guard(pool);
    }

    @Override
    public Scope scope() {
        return to().scope();
    }

    @Override
    public <T> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        return to().submit(step);
    }

    @Override
    public void beforeCommit(CheckedRunnable<?> hook) {
        to().beforeCommit(hook);
    }

    @Override
    public void beforeCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook) {
        to().beforeCommitAsync(hook);
    }

    @Override
    public void onCommit(CheckedRunnable<?> hook) {
        to().onCommit(hook);
    }

    @Override
    public void onCommitRobust(CheckedRunnable<?> hook) {
        to().onCommitRobust(hook);
    }

    @Override
    public void onCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook) {
        to().onCommitAsync(hook);
    }

    @Override
    public void onRollback(CheckedRunnable<?> hook) {
        to().onRollback(hook);
    }

    @Override
    public void setRollbackOnly(boolean rollbackOnly) {
        to().setRollbackOnly(rollbackOnly);
    }

    @Override
    public boolean isRollbackOnly() {
        return to().isRollbackOnly();
    }

    @Override
    public CompletableFuture<Savepoint> savepoint() {
        return to().savepoint();
    }

    @Override
    public CompletableFuture<Void> savepointRollback(Savepoint savepoint) {
        return to().savepointRollback(savepoint);
    }

    @Override
    public CompletableFuture<Void> savepointCommit(Savepoint savepoint) {
        return to().savepointCommit(savepoint);
    }

    @Override
    public <T> CompletableFuture<T> bind(CompletionStage<T> stage) {
        return to().bind(stage);
    }
}
