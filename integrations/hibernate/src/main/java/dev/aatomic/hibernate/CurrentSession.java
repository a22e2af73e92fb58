package dev.aatomic.hibernate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.hibernate.SharedSessionContract;
import org.jspecify.annotations.Nullable;

/** A session that is another in each tree of blocks: that of the block which is current where it is called. */
final class CurrentSession implements InvocationHandler {

    private final HibernateTransactions transactions;
    private final boolean isStateless;

    private CurrentSession(HibernateTransactions transactions, boolean isStateless) {
        this.transactions = transactions;
        this.isStateless = isStateless;
    }

    static <S extends SharedSessionContract> S of(
            HibernateTransactions transactions, Class<S> type, List<Class<?>> types) {
        Object proxy = Proxy.newProxyInstance(
                CurrentSession.class.getClassLoader(),
                types.toArray(new Class<?>[0]),
                new CurrentSession(transactions, !org.hibernate.Session.class.isAssignableFrom(type)));
        return type.cast(proxy);
    }

    static IllegalStateException refusedClose() {
        return new IllegalStateException(
                "close() was called on the session of a block, which has changes that are not flushed yet and closes it at its end."
                        + " Expected: no close; where it is in a try-with-resources statement, take it out of there.");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> (isStateless ? "stateless session" : "session") + " of the current block";
            case "getFactory", "getSessionFactory", "getEntityManagerFactory" -> transactions.factory();
            case "close" -> throw refusedClose();
            case "isOpen" -> transactions.isInBlock() && (boolean) call(method, arguments);
            default -> call(method, arguments);
        };
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return transactions.call(session -> call(session, method, arguments));
    }

    private @Nullable Object call(UsedSession session, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        session.require(method);
        Object target = isStateless ? session.stateless() : session.session();
        try {
            Object result = method.invoke(target, arguments);
            session.executeBatch();
            return result;
        } catch (InvocationTargetException e) {
            session.explain(e.getTargetException());
            throw e.getTargetException();
        }
    }
}
