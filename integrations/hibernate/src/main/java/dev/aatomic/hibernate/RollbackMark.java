package dev.aatomic.hibernate;

import org.hibernate.HibernateException;

/** Why a block is going to roll back on Hibernate's account; its stack trace is where that was decided. */
final class RollbackMark extends HibernateException {

    private static final long serialVersionUID = 1L;

    /** The savepoint level whose rollback takes the mark away. */
    private final int level;

    RollbackMark(String message, int level) {
        super(message);
        this.level = level;
    }

    int level() {
        return level;
    }

    /** Hibernate decides before the exception is seen that it decided for. */
    void explain(Throwable thrown) {
        if (thrown != this && getCause() == null) {
            initCause(thrown);
        }
    }
}
