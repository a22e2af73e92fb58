package dev.aatomic.quarkus;

import dev.aatomic.jta.JtaTransactions;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Transactional;

/** For methods whose transactions are {@code REQUIRED}. */
@Interceptor
@Transactional(Transactional.TxType.REQUIRED)
@Priority(JtaEndInterceptor.PRIORITY)
class JtaEndRequiredInterceptor extends JtaEndInterceptor {

    JtaEndRequiredInterceptor(JtaTransactions transactions) {
        super(transactions);
    }

    @AroundInvoke
    Object intercept(InvocationContext invocation) throws Exception {
        return call(invocation);
    }
}
