package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.async.JdbiExecutor;

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
}
