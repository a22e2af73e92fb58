package dev.aatomic.spring;

import dev.aatomic.runtime.spi.FailureCollector;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;
import org.springframework.transaction.interceptor.DelegatingTransactionAttribute;
import org.springframework.transaction.support.TransactionCallback;

/** Work in a transaction of a manager that sees what the work returns. */
final class TransactionCallbacks {

    private TransactionCallbacks() {}

    /** Does work in a transaction; what goes on after it has returned is refused. */
    static <T extends @Nullable Object> T execute(
            PlatformTransactionManager manager,
            @Nullable TransactionDefinition definition,
            TransactionCallback<T> callback) {
        TransactionDefinition wanted = named(definition != null ? definition : TransactionDefinition.withDefaults());
        TransactionStatus status = manager.getTransaction(wanted);
        T returned;
        try {
            returned = callback.doInTransaction(status);
            ReturnedWork.check(returned, status, wanted);
        } catch (Throwable failure) {
            FailureCollector failures = new FailureCollector();
            failures.add(failure);
            failures.collect(() -> manager.rollback(status));
            throw failure;
        }
        manager.commit(status);
        return returned;
    }

    /** Spring gives an annotated method's transaction its name only where it begins that itself. */
    private static TransactionDefinition named(TransactionDefinition definition) {
        if (definition.getName() != null
                || !(definition instanceof DefaultTransactionAttribute attribute)
                || attribute.getDescriptor() == null) {
            return definition;
        }
        return new DelegatingTransactionAttribute(attribute) {
            @Override
            public @Nullable String getName() {
                return attribute.getDescriptor();
            }
        };
    }
}
