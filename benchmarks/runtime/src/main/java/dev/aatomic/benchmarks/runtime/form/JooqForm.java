package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** jOOQ's {@code transactionResultAsync}. */
final class JooqForm implements Form {

    private final DSLContext dsl;
    private final Executor executor;

    JooqForm(DataSource dataSource, Executor executor) {
        this.dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        this.executor = executor;
    }

    @Override
    public CompletionStage<Integer> empty() {
        return dsl.transactionResultAsync(executor, configuration -> 1);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return dsl.transactionResultAsync(
                executor, configuration -> configuration.dsl().transactionResult(inner -> 1));
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return dsl.transactionResultAsync(
                executor,
                configuration -> configuration.dsl().connectionResult(connection -> Update.execute(connection, id)));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return dsl.transactionResultAsync(
                executor,
                configuration -> Hops.block(
                        configuration.dsl().connectionResult(connection -> Update.execute(connection, id)), executor));
    }

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        return dsl.transactionResultAsync(executor, outer -> {
            int count = outer.dsl().connectionResult(connection -> Update.execute(connection, 1));
            for (int i = 0; i < nested; i++) {
                count += outer.dsl()
                        .transactionResult(inner ->
                                empty ? 0 : inner.dsl().connectionResult(connection -> Update.execute(connection, 1)));
            }
            return count;
        });
    }
}
