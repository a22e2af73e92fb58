package dev.aatomic.runtime.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link CompletionStage}s that are not of the JDK: an implementation of somebody's own. */
public final class OwnStage {

    private OwnStage() {}

    /** A stage that is no {@code Future} and cannot be turned into one. */
    public static <T> CompletionStage<T> of(CompletableFuture<T> source) {
        return proxy((proxy, method, arguments) -> {
            if (method.getName().equals("toCompletableFuture")) {
                throw new UnsupportedOperationException("toCompletableFuture");
            }
            try {
                return method.invoke(source, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    /** A stage to which nothing can be attached. */
    public static <T> CompletionStage<T> throwing(RuntimeException failure) {
        return proxy((proxy, method, arguments) -> {
            switch (method.getName()) {
                case "toString":
                    return "throwing stage";
                case "hashCode":
                    return System.identityHashCode(proxy);
                case "equals":
                    return proxy == arguments[0];
                default:
                    throw failure;
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> CompletionStage<T> proxy(InvocationHandler handler) {
        return (CompletionStage<T>) Proxy.newProxyInstance(
                OwnStage.class.getClassLoader(), new Class<?>[] {CompletionStage.class}, handler);
    }
}
