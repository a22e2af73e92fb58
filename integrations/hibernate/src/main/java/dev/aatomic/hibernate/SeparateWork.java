package dev.aatomic.hibernate;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.hibernate.HibernateException;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.jdbc.WorkExecutor;
import org.hibernate.jdbc.WorkExecutorVisitable;
import org.hibernate.resource.transaction.spi.IsolationDelegate;
import org.jspecify.annotations.Nullable;

/**
 * What Hibernate commits apart from the block, such as the next ids of a TABLE generator: in a transaction that queues for its connection
 * as every other does. Hibernate's own way takes one from the pool past the queue, and where all are taken waits for itself.
 */
final class SeparateWork implements IsolationDelegate {

    private final Database database;
    private final SqlExceptionHelper exceptions;

    SeparateWork(Database database, SqlExceptionHelper exceptions) {
        this.database = database;
        this.exceptions = exceptions;
    }

    @Override
    public <T extends @Nullable Object> T delegateWork(WorkExecutorVisitable<T> work, boolean transacted) {
        try {
            return transacted
                    ? database.atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .readOnly(false)
                            .get(() -> perform(work))
                    : database.autocommit(() -> perform(work));
        } catch (SQLException e) {
            throw exceptions.convert(e, "Error performing isolated work");
        }
    }

    private <T extends @Nullable Object> T perform(WorkExecutorVisitable<T> work) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return work.accept(new WorkExecutor<>(), connection);
        }
    }

    @Override
    public <T extends @Nullable Object> T delegateCallable(Callable<T> callable, boolean transacted) {
        try {
            return callable.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new HibernateException(e);
        }
    }
}
