package dev.aatomic.spring;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.util.ClassUtils;

/**
 * Refuses {@code @Async} methods of Spring Data's repositories in blocks: on the other thread there is no block, so what they read is what
 * others have committed, and what they write is committed alone. What is meant to be so is called in {@code transactions.autocommit(…)}.
 * Elsewhere nothing is changed. A bean of an application without Spring Boot's starter, declared by a static method. Safe for use by many
 * threads.
 */
public final class AsyncRepositoryPostProcessor implements BeanPostProcessor {

    // Without an order, so that it comes after the one that lets methods run elsewhere.

    private static final String REPOSITORY = "org.springframework.data.repository.Repository";

    private final SpringBridge spring;

    /**
     * Creates a post-processor.
     *
     * @param spring which data sources are databases
     */
    public AsyncRepositoryPostProcessor(SpringBridge spring) {
        this.spring = spring;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Advised advised && !advised.isFrozen() && isRepository(bean)) {
            for (Advisor advisor : advised.getAdvisors()) {
                if (advisor.getAdvice() instanceof AsyncExecutionInterceptor
                        && advisor instanceof PointcutAdvisor elsewhere) {
                    advised.addAdvisor(
                            advised.indexOf(advisor), new DefaultPointcutAdvisor(elsewhere.getPointcut(), refusal()));
                }
            }
        }
        return bean;
    }

    /** By name, since Spring Data need not be there. */
    private static boolean isRepository(Object bean) {
        return ClassUtils.getAllInterfacesAsSet(bean).stream()
                .anyMatch(type -> type.getName().equals(REPOSITORY));
    }

    private MethodInterceptor refusal() {
        return invocation -> {
            if (spring.isInBlock()) {
                throw new IllegalTransactionStateException("The repository method '"
                        + invocation.getMethod().getDeclaringClass().getSimpleName() + "."
                        + invocation.getMethod().getName()
                        + "' is @Async and was called in a block: it would run on another thread, outside the block, so that"
                        + " it reads nothing of the block and what it writes is committed alone. Expected: the method"
                        + " without @Async; a CompletableFuture that it returns is then of the block. Where it is meant"
                        + " to run outside, put transactions.autocommit(() -> …) around the call.");
            }
            return invocation.proceed();
        };
    }
}
