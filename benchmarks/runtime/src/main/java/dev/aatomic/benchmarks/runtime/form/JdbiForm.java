package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.async.JdbiExecutor;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Jdbi's {@code JdbiExecutor}. */
final class JdbiForm implements Form {

    private final JdbiExecutor jdbi;
    private final Executor executor;

    JdbiForm(DataSource dataSource, Executor executor) {
        this.jdbi = JdbiExecutor.create(Jdbi.create(dataSource), executor);
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return jdbi.inTransaction(handle -> 1);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return jdbi.inTransaction(handle -> {
            handle.savepoint("inner");
            handle.releaseSavepoint("inner");
            return 1;
        });
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return jdbi.inTransaction(handle -> Update.execute(handle.getConnection(), id));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return jdbi.inTransaction(handle -> Hops.block(Update.execute(handle.getConnection(), id), executor));
    }

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        return jdbi.inTransaction(handle -> {
            int count = Update.execute(handle.getConnection(), 1);
            for (int i = 0; i < nested; i++) {
                handle.savepoint("inner");
                if (!empty) {
                    count += Update.execute(handle.getConnection(), 1);
                }
                handle.releaseSavepoint("inner");
            }
            return count;
        });
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return jdbi.withHandle(handle -> {
            handle.setReadOnly(true);
            return handle.inTransaction(same -> Update.select(same.getConnection()));
        });
    }

    @Override
    public CompletionStage<Integer> serializable() {
        return jdbi.inTransaction(
                TransactionIsolationLevel.SERIALIZABLE, handle -> Update.select(handle.getConnection()));
    }
}
