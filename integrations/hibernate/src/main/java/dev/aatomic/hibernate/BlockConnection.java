package dev.aatomic.hibernate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.HibernateException;
import org.hibernate.resource.transaction.spi.IsolationDelegate;
import org.jspecify.annotations.Nullable;

/** The connection that a session of a block has for all of its life, and by which its coordinator knows that it is one. */
interface BlockConnection extends Connection {

    BlockLane lane();

    IsolationDelegate separateWork();

    static BlockConnection of(BlockLane lane, IsolationDelegate separateWork) {
        return (BlockConnection) Proxy.newProxyInstance(
                BlockConnection.class.getClassLoader(),
                new Class<?>[] {BlockConnection.class},
                new Handler(lane, separateWork));
    }

    /** Brings each call to the handle of the innermost block: a handle serves one block, the session all that are nested in each other. */
    record Handler(BlockLane lane, IsolationDelegate separateWork) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                case "lane" -> lane;
                case "separateWork" -> separateWork;
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "connection of a block's session";
                // The block begins and ends the transaction; the session only asks.
                case "getAutoCommit" -> false;
                case "isClosed" -> lane.isEnded();
                // The block gives its connection back by itself.
                case "close" -> null;
                default -> call(method, arguments);
            };
        }

        private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            try {
                if (!lane.isEnded()) {
                    lane.require();
                }
                return method.invoke(lane.connection(), arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            } catch (HibernateException e) {
                throw new SQLException(e.getMessage(), e.getCause());
            }
        }
    }
}
