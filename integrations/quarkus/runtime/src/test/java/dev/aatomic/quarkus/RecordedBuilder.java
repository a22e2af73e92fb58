package dev.aatomic.quarkus;

import dev.aatomic.runtime.Transactions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A builder that keeps what it is told. */
final class RecordedBuilder {

    private final List<String> calls = new ArrayList<>();
    private final Transactions.Builder builder = (Transactions.Builder) Proxy.newProxyInstance(
            Transactions.Builder.class.getClassLoader(),
            new Class<?>[] {Transactions.Builder.class},
            (proxy, method, arguments) -> {
                calls.add(arguments == null ? method.getName() : method.getName() + " " + arguments[0]);
                return proxy;
            });

    Transactions.Builder builder() {
        return builder;
    }

    /** Each method with its first argument. */
    List<String> calls() {
        return calls;
    }
}
