package dev.aatomic.quarkus;

import dev.aatomic.jta.JtaTransactions;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;

/** For methods whose transactions are {@code REQUIRES_NEW}. */
@Interceptor
@Transactional(Transactional.TxType.REQUIRES_NEW)
@Priority(JtaEndInterceptor.PRIORITY)
class JtaEndRequiresNewInterceptor extends JtaEndInterceptor {

    JtaEndRequiresNewInterceptor(JtaTransactions transactions) {
        super(transactions);
    }

    @AroundInvoke
    Object intercept(InvocationContext invocation) throws Exception {
        return call(invocation);
    }
}
