package dev.aatomic.spring;

import dev.aatomic.runtime.jooq.AatomicJooq;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.ExecutorProvider;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.ThreadLocalTransactionProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * jOOQ in a Spring application: inside a block a configuration's statements run in the block, outside they run as they did. Safe for use by
 * many threads.
 */
public final class ScopedJooq {

    private final SpringBridge spring;
    private final DataSource dataSource;
    private final Configuration outside;
    private volatile @Nullable Configuration inside;

    private ScopedJooq(SpringBridge spring, DataSource dataSource, Configuration outside) {
        this.spring = spring;
        this.dataSource = dataSource;
        this.outside = outside;
    }

    /**
     * Changes a configuration whose connections come from a data source. Does nothing to others, nor if that was done before.
     *
     * @param configuration the configuration
     * @param spring knows which database the data source is; until it does, and if it is none, nothing is different
     * @param requireTransaction true to refuse statements outside blocks, the autocommit context and Spring's transactions
     */
    public static void scope(Configuration configuration, SpringBridge spring, boolean requireTransaction) {
        if (!(configuration.connectionProvider() instanceof DataSourceConnectionProvider provider)
                || configuration.transactionProvider() instanceof ThreadLocalTransactionProvider) {
            return;
        }
        DataSource given = provider.dataSource();
        DataSource target =
                given instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : given;
        if (target == null || target instanceof ScopedDataSource) {
            return;
        }
        ScopedJooq scoped = new ScopedJooq(spring, target, configuration.derive());
        DataSource dataSource = new ScopedDataSource(target, spring, requireTransaction);
        configuration.set((ConnectionProvider) new DataSourceConnectionProvider(
                given == target ? dataSource : new TransactionAwareDataSourceProxy(dataSource)));
        configuration.set(scoped.new Transactions());
        configuration.set(
                (ExecutorProvider) () -> scoped.here().executorProvider().provide());
    }

    /** What holds here and now. */
    private Configuration here() {
        String database = spring.database(dataSource);
        if (database == null || spring.scope(database) == null || spring.current(database) != null) {
            return outside;
        }
        Configuration made = inside;
        if (made == null) {
            made = AatomicJooq.dsl(spring.transactions().database(database), outside)
                    .configuration();
            inside = made;
        }
        return made;
    }

    /** A transaction of jOOQ's, and who is to end it. */
    private record Begun(TransactionProvider by, @Nullable Transaction transaction) implements Transaction {

        /** Who began it finds its own again. */
        TransactionProvider of(TransactionContext context) {
            context.transaction(transaction);
            return by;
        }
    }

    private final class Transactions implements TransactionProvider {

        @Override
        public void begin(TransactionContext context) {
            TransactionProvider provider = here().transactionProvider();
            provider.begin(context);
            context.transaction(new Begun(provider, context.transaction()));
        }

        @Override
        public void commit(TransactionContext context) {
            begun(context).of(context).commit(context);
        }

        @Override
        public void rollback(TransactionContext context) {
            // Without one, what failed was its beginning.
            if (context.transaction() instanceof Begun begun) {
                begun.of(context).rollback(context);
            }
        }

        private Begun begun(TransactionContext context) {
            if (context.transaction() instanceof Begun begun) {
                return begun;
            }
            throw new IllegalStateException("A transaction of jOOQ's is to end that was not begun");
        }
    }
}
