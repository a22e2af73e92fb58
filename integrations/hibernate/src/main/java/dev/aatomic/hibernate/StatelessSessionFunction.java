package dev.aatomic.hibernate;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * A step of a block that uses its stateless session.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface StatelessSessionFunction<T extends @Nullable Object> {

    /**
     * Does the work. Called once, on the thread that holds the block's connection; nothing else of the block runs meanwhile.
     *
     * @param session the block's stateless session, as {@link HibernateTransactions#statelessSession()} returns it
     * @return the value for the step's stage
     * @throws Exception anything: the step's stage fails with it
     */
    T apply(StatelessSession session) throws Exception;
}
