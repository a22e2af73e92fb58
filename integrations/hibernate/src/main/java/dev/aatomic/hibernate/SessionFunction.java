package dev.aatomic.hibernate;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * A step of a block that uses its session.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface SessionFunction<T extends @Nullable Object> {

    /**
     * Does the work. Called once, on the thread that holds the block's connection; nothing else of the block runs meanwhile.
     *
     * @param session the block's session, as {@link HibernateTransactions#session()} returns it
     * @return the value for the step's stage
     * @throws Exception anything: the step's stage fails with it
     */
    T apply(Session session) throws Exception;
}
