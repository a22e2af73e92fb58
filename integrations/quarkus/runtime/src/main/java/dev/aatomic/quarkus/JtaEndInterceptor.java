package dev.aatomic.quarkus;

import dev.aatomic.jta.JtaTransactions;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/**
 * Throws what hooks threw after a commit, which the transaction manager swallows, to the caller of a {@code @Transactional} method. Stands
 * around Quarkus's own interceptors, in which the commit is.
 */
abstract class JtaEndInterceptor {

    /** Before that of Quarkus. */
    static final int PRIORITY = Interceptor.Priority.PLATFORM_BEFORE + 199;

    private final JtaTransactions transactions;

    JtaEndInterceptor(JtaTransactions transactions) {
        this.transactions = transactions;
    }

    Object call(InvocationContext invocation) throws Exception {
        return transactions.callEnding(invocation::proceed);
    }
}
