package dev.aatomic.benchmarks.runtime.driver;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A prepared statement that does nothing, and counts one row an update. No proxy, as its connection is none: what it does not say itself is
 * filled in with methods that answer zero.
 */
abstract class NoStatement implements PreparedStatement {

    private static final MethodHandle NEW = filledIn();

    private final NoConnection connection;
    private boolean closed;

    NoStatement(NoConnection connection) {
        this.connection = connection;
    }

    static PreparedStatement of(NoConnection connection) {
        try {
            return (NoStatement) NEW.invokeExact(connection);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static MethodHandle filledIn() {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<? extends NoStatement> whole = new ByteBuddy()
                    .subclass(NoStatement.class)
                    .method(ElementMatchers.isAbstract())
                    .intercept(StubMethod.INSTANCE)
                    .make()
                    .load(NoStatement.class.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
                    .getLoaded();
            return lookup.findConstructor(whole, MethodType.methodType(void.class, NoConnection.class))
                    .asType(MethodType.methodType(NoStatement.class, NoConnection.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public final int executeUpdate() {
        connection.execute();
        return 1;
    }

    @Override
    public final void setInt(int index, int value) {}

    @Override
    public final Connection getConnection() {
        return connection;
    }

    @Override
    public final void close() {
        closed = true;
    }

    @Override
    public final boolean isClosed() {
        return closed;
    }
}
