package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A small application on H2, to be run with a class path of its own; answers with the rows that it wrote. */
public final class ScopeWithoutJooq implements Callable<List<Integer>> {

    @Override
    public List<Integer> call() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:without-jooq", "sa", "");
        try (Connection keepsItOpen = pool.getConnection()) {
            Sql.update(keepsItOpen, "create table entry(v int primary key)");
            return write(pool);
        } finally {
            pool.dispose();
        }
    }

    private static List<Integer> write(DataSource pool) throws Exception {
        try (Transactions transactions =
                Transactions.builder().database("default", pool, 5).build()) {
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(Sql.insert(1))
                            .thenCompose(
                                    n -> transactions.atomic().getStageAsync(() -> transactions.submit(Sql.insert(2)))))
                    .get(30, TimeUnit.SECONDS);
            transactions.atomic().run(() -> {
                try (Connection connection = transactions.dataSource().getConnection()) {
                    Sql.insert(connection, 3);
                }
            });
            return transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(Sql.entries()))
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
