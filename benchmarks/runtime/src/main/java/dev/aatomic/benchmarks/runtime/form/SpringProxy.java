package dev.aatomic.benchmarks.runtime.form;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/** A proxy for {@code @Transactional}, called in {@code supplyAsync}, as Spring makes one for an interface. */
final class SpringProxy implements Form {

    /** What is called outside. */
    interface Outer {
        Integer empty();

        Integer nested();

        Integer update(int id);

        Integer hopping(int id, Executor executor);
    }

    /** What is called inside. */
    interface Inner {
        Integer empty();
    }

    /** The user's class. */
    @Transactional
    static class OuterWork implements Outer {

        private final Inner inner;
        private final SpringUpdate update;

        OuterWork(Inner inner, SpringUpdate update) {
            this.inner = inner;
            this.update = update;
        }

        @Override
        public Integer empty() {
            return 1;
        }

        @Override
        public Integer nested() {
            return inner.empty();
        }

        @Override
        public Integer update(int id) {
            return update.execute(id);
        }

        @Override
        public Integer hopping(int id, Executor executor) {
            return Hops.block(update.execute(id), executor);
        }
    }

    /** The user's other class. */
    static class InnerWork implements Inner {

        @Override
        @Transactional(propagation = Propagation.NESTED)
        public Integer empty() {
            return 1;
        }
    }

    private final Outer outer;
    private final Executor executor;

    SpringProxy(DataSource dataSource, Executor executor) {
        TransactionManager manager = new DataSourceTransactionManager(dataSource);
        TransactionInterceptor interceptor =
                new TransactionInterceptor(manager, new AnnotationTransactionAttributeSource());
        Inner inner = proxy(Inner.class, new InnerWork(), interceptor);
        this.outer = proxy(Outer.class, new OuterWork(inner, new SpringUpdate(dataSource)), interceptor);
        this.executor = executor;
    }

    private static <T> T proxy(Class<T> type, T target, TransactionInterceptor interceptor) {
        ProxyFactory factory = new ProxyFactory(target);
        factory.addAdvice(interceptor);
        return type.cast(factory.getProxy(type.getClassLoader()));
    }

    @Override
    public CompletionStage<Integer> empty() {
        return CompletableFuture.supplyAsync(outer::empty, executor);
    }

    @Override
    public CompletionStage<Integer> nested() {
        return CompletableFuture.supplyAsync(outer::nested, executor);
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return CompletableFuture.supplyAsync(() -> outer.update(id), executor);
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return CompletableFuture.supplyAsync(() -> outer.hopping(id, executor), executor);
    }
}
