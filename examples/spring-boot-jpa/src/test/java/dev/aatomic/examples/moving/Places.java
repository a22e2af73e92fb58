package dev.aatomic.examples.moving;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.repository.Repository;
import org.springframework.util.ClassUtils;

/** The places that a call passes: before and after each call of a repository or of the payment service. At one of them it fails. */
final class Places implements BeanPostProcessor {

    /** What is thrown there. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(String place) {
            super(place);
        }
    }

    private final List<String> passed = new CopyOnWriteArrayList<>();
    private volatile int failing = -1;
    private volatile @Nullable Failure thrown;

    /** Forgets what was passed, and lets the place of that number fail; none, if it is negative. */
    void fail(int place) {
        passed.clear();
        thrown = null;
        failing = place;
    }

    List<String> passed() {
        return List.copyOf(passed);
    }

    /** What was thrown, if a place has failed. */
    @Nullable
    Failure thrown() {
        return thrown;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof Repository || bean instanceof Payments)) {
            return bean;
        }
        return Proxy.newProxyInstance(
                getClass().getClassLoader(), ClassUtils.getAllInterfaces(bean), (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return AopUtils.invokeJoinpointUsingReflection(bean, method, arguments);
                    }
                    String call = beanName + "." + method.getName();
                    pass("before " + call);
                    Object returned;
                    try {
                        returned = method.invoke(bean, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                    pass("after " + call);
                    return returned;
                });
    }

    private void pass(String place) {
        passed.add(place);
        if (passed.size() - 1 == failing) {
            Failure failure = new Failure(place);
            thrown = failure;
            throw failure;
        }
    }
}
