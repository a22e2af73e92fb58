package dev.aatomic.hibernate;

import java.lang.reflect.Method;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.TransactionCompletionCallbacks.BeforeCompletionCallback;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate Search's plan of what to index after COMMIT. It keeps one for a transaction, from which what a nested block has undone could not
 * be taken out, and has no API to begin another; this module does not depend on it.
 */
final class SearchPlan {

    private static final String SEARCH = "org.hibernate.search.mapper.orm.";

    private SearchPlan() {}

    /** Whether it stands for such a plan. */
    static boolean isBehind(BeforeCompletionCallback callback) {
        return callback.getClass().getName().startsWith(SEARCH);
    }

    /**
     * Has Search make the documents of what it has planned, and plan what comes next apart.
     *
     * @return false where that cannot be had: in a version that is not known, or for a plan of a child session
     */
    static boolean beginAnother(BeforeCompletionCallback callback, SharedSessionContractImplementor session) {
        Transaction transaction = session.accessTransaction();
        Object plans = plans(callback.getClass().getClassLoader(), session);
        if (plans == null) {
            return false;
        }
        try {
            Method plan = plans.getClass().getMethod("pojoIndexingPlan", Transaction.class);
            Method clear = plans.getClass().getMethod("clear", Transaction.class);
            if (plan.invoke(plans, transaction) == null) {
                return false;
            }
            callback.doBeforeTransactionCompletion(session);
            clear.invoke(plans, transaction);
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    /** Where Search keeps the plans of a session. */
    private static @Nullable Object plans(@Nullable ClassLoader search, SharedSessionContractImplementor session) {
        String holder = SEARCH + "session.impl.HibernateOrmSearchSession";
        try {
            return Class.forName(holder + "Extension", false, search)
                    .getMethod("get", SharedSessionContractImplementor.class)
                    .invoke(null, session);
        } catch (ReflectiveOperationException none) {
            return plansUpTo83(holder + "Holder", search, session);
        }
    }

    private static @Nullable Object plansUpTo83(
            String holder, @Nullable ClassLoader search, SharedSessionContractImplementor session) {
        try {
            return Class.forName(holder, false, search)
                    .getMethod("get", SessionImplementor.class, boolean.class)
                    .invoke(null, session, false);
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }
}
