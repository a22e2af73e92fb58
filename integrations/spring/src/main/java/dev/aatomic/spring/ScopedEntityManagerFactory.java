package dev.aatomic.spring;

import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.InfrastructureProxy;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.util.ClassUtils;

/**
 * An entity manager factory for {@code @PersistenceContext}, {@code SharedEntityManagerCreator} and Spring Data's repositories: what they
 * do inside a block they do with the block's {@code EntityManager}, also without a Spring transaction; elsewhere nothing is changed. What is
 * made by {@code createEntityManager()} is the caller's own, and no part of a block.
 */
public final class ScopedEntityManagerFactory {

    private ScopedEntityManagerFactory() {}

    /**
     * Makes a factory lead to blocks.
     *
     * @param target a factory of Spring's, for a Hibernate that was made with the settings of
     *     {@link dev.aatomic.hibernate.HibernateTransactions#configure}
     * @param spring knows which database its data source is; until it does, and if it is none, nothing is changed
     * @return the factory, as all that the target is; safe for use by many threads. The target, if that leads to blocks already
     * @throws IllegalArgumentException if the target does not tell its data source
     */
    public static EntityManagerFactory of(EntityManagerFactory target, SpringBridge spring) {
        if (target instanceof InfrastructureProxy) {
            return target;
        }
        DataSource dataSource = target instanceof EntityManagerFactoryInfo info ? info.getDataSource() : null;
        if (dataSource == null) {
            throw new IllegalArgumentException("target: found an EntityManagerFactory that tells no data source, '"
                    + target.getClass().getName()
                    + "'; expected that of a LocalContainerEntityManagerFactoryBean with setDataSource(…)");
        }
        Set<Class<?>> types = new LinkedHashSet<>(ClassUtils.getAllInterfacesAsSet(target));
        types.add(InfrastructureProxy.class);
        ClassLoader loader = target.getClass().getClassLoader();
        return (EntityManagerFactory) Proxy.newProxyInstance(
                loader,
                types.toArray(new Class<?>[0]),
                new Handler(target, new BlockEntityManagers(spring, target, dataSource)));
    }

    /** The factory to which Spring binds its holders. */
    static EntityManagerFactory target(EntityManagerFactory factory) {
        return Proxy.isProxyClass(factory.getClass()) && Proxy.getInvocationHandler(factory) instanceof Handler handler
                ? handler.target()
                : factory;
    }

    private record Handler(EntityManagerFactory target, BlockEntityManagers entityManagers)
            implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                // Spring is about to look for what is bound to this thread.
                case "getWrappedObject" -> {
                    BlockEntityManagerHolder.bindForOneLookup(entityManagers);
                    yield target;
                }
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "EntityManagerFactory of blocks, over " + target;
                default -> {
                    try {
                        yield method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }
            };
        }
    }
}
