package dev.aatomic.junit;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;

/** As much of a CDI container as is asked: it has one bean. */
final class RunningContainer extends CDI<Object> {

    private final Object bean;

    RunningContainer(Object bean) {
        this.bean = bean;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <U> Instance<U> select(Class<U> type, Annotation... qualifiers) {
        return (Instance<U>) Proxy.newProxyInstance(
                RunningContainer.class.getClassLoader(), new Class<?>[] {Instance.class}, (self, method, arguments) -> {
                    if (method.getName().equals("get") && type.isInstance(bean)) {
                        return bean;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public BeanManager getBeanManager() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instance<Object> select(Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <U> Instance<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isUnsatisfied() {
        return false;
    }

    @Override
    public boolean isAmbiguous() {
        return false;
    }

    @Override
    public void destroy(Object instance) {}

    @Override
    public Handle<Object> getHandle() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<? extends Handle<Object>> handles() {
        return List.of();
    }

    @Override
    public Object get() {
        return bean;
    }

    @Override
    public Iterator<Object> iterator() {
        return List.of(bean).iterator();
    }
}
