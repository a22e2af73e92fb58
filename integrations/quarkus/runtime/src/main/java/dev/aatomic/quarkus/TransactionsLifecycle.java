package dev.aatomic.quarkus;

import dev.aatomic.runtime.Transactions;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableBean;
import io.quarkus.arc.InjectableContext;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the transactions as the application starts, so that a wrong setting is known then, and drains them as it stops: new outermost blocks
 * are refused, and the open ones waited for. A bean's own end would be too late for that, since the pools may have been closed before.
 */
@Singleton
class TransactionsLifecycle {

    private final InjectableInstance<Transactions> transactions;
    private volatile boolean draining;

    TransactionsLifecycle(@Any InjectableInstance<Transactions> transactions) {
        this.transactions = transactions;
    }

    /** Before the application's own observers, which may open blocks. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent started) {
        for (InstanceHandle<Transactions> handle : transactions.handles()) {
            if (handle.getBean().isDefaultBean() && handle.getBean().isActive()) {
                handle.get();
            }
        }
    }

    /** After the application's own observers, and before the pools are closed. Those of a bean of the application's own are closed too. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent stopping) {
        draining = true;
        for (InstanceHandle<Transactions> handle : transactions.handles()) {
            Transactions made = existing(handle.getBean());
            if (made != null) {
                made.close();
            }
        }
    }

    /** Whether new blocks are refused. */
    boolean isDraining() {
        return draining;
    }

    /** Asking the handle would make those that nobody has used. */
    private static @Nullable Transactions existing(InjectableBean<Transactions> bean) {
        InjectableContext context = Arc.container().getActiveContext(bean.getScope());
        return context == null ? null : context.get(bean);
    }
}
