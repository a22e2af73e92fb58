package dev.aatomic.processor;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Transactions without a database: they write down which blocks are opened, and how. */
final class RecordingTransactions {

    private final List<String> record;

    RecordingTransactions(List<String> record) {
        this.record = record;
    }

    Transactions transactions() {
        return (Transactions) Proxy.newProxyInstance(
                Transactions.class.getClassLoader(),
                new Class<?>[] {Transactions.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("atomic")) {
                        return new RecordingAtomic("", record);
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private record RecordingAtomic(String description, List<String> record) implements Atomic {

        private Atomic with(String setting) {
            return new RecordingAtomic(description + setting, record);
        }

        @Override
        public Atomic using(String database) {
            return with(" using " + database);
        }

        @Override
        public Atomic savepoint(boolean savepoint) {
            return with(" savepoint " + savepoint);
        }

        @Override
        public Atomic durable() {
            return with(" durable");
        }

        @Override
        public Atomic propagation(Propagation propagation) {
            return with(" propagation " + propagation);
        }

        @Override
        public Atomic isolation(Isolation isolation) {
            return with(" isolation " + isolation);
        }

        @Override
        public Atomic readOnly() {
            return with(" readOnly");
        }

        @Override
        public Atomic readOnly(boolean readOnly) {
            return with(" readOnly " + readOnly);
        }

        @Override
        public Atomic connection(ConnectionAcquisition acquisition) {
            return with(" connection " + acquisition);
        }

        @Override
        public Atomic timeout(Duration timeout) {
            return with(" timeout " + timeout);
        }

        /** A policy does not tell its waits and exceptions, so they are tried out. */
        @Override
        public Atomic retry(RetryPolicy policy) {
            boolean always = policy.isNamed(new IOException());
            return with(" retry " + policy.maxAttempts() + (always ? " for IOException" : ""));
        }

        @Override
        public Atomic noRollbackFor(Class<?>... failures) {
            return with(" noRollbackFor "
                    + Arrays.stream(failures).map(Class::getSimpleName).toList());
        }

        @Override
        public Atomic named(String name) {
            return with(name);
        }

        @Override
        public <T> CompletableFuture<T> getStageAsync(CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            record.add("getStageAsync " + description);
            CompletableFuture<T> result = new CompletableFuture<>();
            try {
                body.get().whenComplete((value, failure) -> {
                    record.add("end " + description);
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
            return result;
        }

        @Override
        public <T> Flow.Publisher<T> getPublisher(CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> runAsync(CheckedRunnable<?> body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T, X extends Throwable> T get(CheckedSupplier<T, X> body) throws X {
            record.add("get " + description);
            try {
                return body.get();
            } finally {
                record.add("end " + description);
            }
        }

        @Override
        public <X extends Throwable> void run(CheckedRunnable<X> body) throws X {
            record.add("run " + description);
            try {
                body.run();
            } finally {
                record.add("end " + description);
            }
        }

        @Override
        public CompletableFuture<Scope> enter() {
            throw new UnsupportedOperationException();
        }
    }
}
