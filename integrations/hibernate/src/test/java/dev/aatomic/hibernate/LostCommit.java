package dev.aatomic.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose connections commit, and lose the answer. */
final class LostCommit {

    private LostCommit() {}

    static DataSource around(DataSource target, AtomicBoolean isLost) {
        return proxy(
                DataSource.class,
                target,
                (method, result) -> method.getName().equals("getConnection")
                        ? proxy(Connection.class, (Connection) result, (call, answer) -> {
                            if (call.getName().equals("commit") && isLost.get()) {
                                throw new SQLException("The connection was lost", "08006");
                            }
                            return answer;
                        })
                        : result);
    }

    private interface Answer {
        @Nullable
        Object of(Method method, @Nullable Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, Answer answer) {
        Object proxy = Proxy.newProxyInstance(
                LostCommit.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return answer.of(method, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
        return type.cast(proxy);
    }
}
