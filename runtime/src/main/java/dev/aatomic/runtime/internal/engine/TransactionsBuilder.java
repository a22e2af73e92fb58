package dev.aatomic.runtime.internal.engine;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.hook.BlockHooks;
import dev.aatomic.runtime.internal.hook.HookReport;
import dev.aatomic.runtime.internal.inspect.BlockLister;
import dev.aatomic.runtime.internal.jdbc.Databases;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.pool.ConnectionCount;
import dev.aatomic.runtime.internal.scope.EngineSettings;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.watch.Watchdog;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.ConnectionRouting;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects and checks the settings of {@link Transactions}. */
public final class TransactionsBuilder implements Transactions.Builder {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE >> 1);

    private final Map<String, ManagedDatabase> databases = new LinkedHashMap<>();
    private @Nullable Executor executor;
    private boolean requireDurable;
    private boolean silentRollback;
    private ConnectionAcquisition connectionAcquisition = ConnectionAcquisition.DEFAULT;
    private boolean contextPropagation;
    private Duration connectionTimeout = Duration.ofSeconds(30);
    private int maxWaiting = Integer.MAX_VALUE;
    private Duration commitTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(30);
    private final List<TransactionListener> listeners = new ArrayList<>();
    private @Nullable BlockObserver observer;
    private boolean recordMetrics;
    private Duration holdLimit = Duration.ofSeconds(30);

    /** Whether somebody has said from when on to warn, and so wants to know where a block was opened. */
    private boolean recordPlaces;

    private boolean recordSql;
    private boolean sendBlockNames;
    private @Nullable String beanName;
    private @Nullable EnclosingTransactions enclosing;
    private @Nullable ConnectionRouting routing;
    private @Nullable ContextCapture capture;
    private final List<DialectProvider> dialects = new ArrayList<>();

    /** A builder with the defaults. */
    public TransactionsBuilder() {}

    @Override
    public Transactions.Builder database(String name, DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        int connections = ConnectionCount.of(dataSource)
                .orElseThrow(() -> new IllegalArgumentException("How many connections database '" + name
                        + "' has cannot be read from its data source of type '"
                        + dataSource.getClass().getName()
                        + "'; expected HikariCP, Agroal, DBCP 2, Tomcat's, Vibur, c3p0 or UCP with a bounded size. Say it"
                        + " with database(name, dataSource, connections)"));
        return database(name, dataSource, connections);
    }

    @Override
    public Transactions.Builder database(String name, DataSource dataSource, int connections) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dataSource, "dataSource");
        if (connections < 1) {
            throw new IllegalArgumentException("The number of connections of database '" + name + "' is " + connections
                    + "; expected at least 1, the maximum size of its pool");
        }
        if (databases.containsKey(name)) {
            throw new IllegalArgumentException("Two databases are named '" + name + "'; give each its own name");
        }
        databases.put(name, new ManagedDatabase(name, dataSource, connections, Integer.MAX_VALUE));
        return this;
    }

    @Override
    public Transactions.Builder connectionResetSql(String name, String sql) {
        ManagedDatabase database = databases.get(Objects.requireNonNull(name, "name"));
        if (database == null) {
            throw new IllegalArgumentException("connectionResetSql: found no database named '" + name
                    + "'; add it first: database(\"" + name + "\", dataSource)");
        }
        if (sql.isBlank()) {
            throw new IllegalArgumentException("connectionResetSql: found nothing but white space for database '" + name
                    + "'; expected a statement, as DISCARD ALL. Leave the call out if there is none");
        }
        database.resetWith(sql);
        return this;
    }

    @Override
    public Transactions.Builder executor(Executor dispatchExecutor) {
        this.executor = Objects.requireNonNull(dispatchExecutor, "executor");
        return this;
    }

    @Override
    public Transactions.Builder requireDurable() {
        this.requireDurable = true;
        return this;
    }

    @Override
    public Transactions.Builder silentRollback(boolean silent) {
        this.silentRollback = silent;
        return this;
    }

    @Override
    public Transactions.Builder connectionAcquisition(ConnectionAcquisition acquisition) {
        this.connectionAcquisition = Objects.requireNonNull(acquisition, "connectionAcquisition");
        return this;
    }

    @Override
    public Transactions.Builder contextPropagation(boolean wanted) {
        this.contextPropagation = wanted;
        return this;
    }

    @Override
    public Transactions.Builder connectionTimeout(Duration timeout) {
        this.connectionTimeout = positive("connectionTimeout", timeout);
        return this;
    }

    @Override
    public Transactions.Builder maxWaiting(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("maxWaiting: found " + most
                    + "; expected 0, for nobody waits, or more. Leave the option out for no limit");
        }
        this.maxWaiting = most;
        return this;
    }

    @Override
    public Transactions.Builder contextCapture(ContextCapture captures) {
        this.capture = Objects.requireNonNull(captures, "capture");
        return this;
    }

    @Override
    public Transactions.Builder commitTimeout(Duration timeout) {
        this.commitTimeout = positive("commitTimeout", timeout);
        return this;
    }

    @Override
    public Transactions.Builder closeTimeout(Duration timeout) {
        this.closeTimeout = positive("closeTimeout", timeout);
        return this;
    }

    @Override
    public Transactions.Builder listener(TransactionListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public Transactions.Builder observer(BlockObserver observes) {
        this.observer = Objects.requireNonNull(observes, "observer");
        return this;
    }

    @Override
    public Transactions.Builder recordMetrics(boolean wanted) {
        this.recordMetrics = wanted;
        return this;
    }

    @Override
    public Transactions.Builder warnIfHeldLongerThan(Duration limit) {
        this.holdLimit = positive("warnIfHeldLongerThan", limit);
        this.recordPlaces = !isEndless(holdLimit);
        return this;
    }

    @Override
    public Transactions.Builder recordSql(boolean wanted) {
        this.recordSql = wanted;
        return this;
    }

    @Override
    public Transactions.Builder sendBlockNames(boolean wanted) {
        this.sendBlockNames = wanted;
        return this;
    }

    @Override
    public Transactions.Builder registerMBean(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("registerMBean: found nothing but white space; expected a name");
        }
        this.beanName = name;
        return this;
    }

    @Override
    public Transactions.Builder enclosing(EnclosingTransactions transactions) {
        this.enclosing = Objects.requireNonNull(transactions, "transactions");
        return this;
    }

    @Override
    public Transactions.Builder connectionRouting(ConnectionRouting told) {
        this.routing = Objects.requireNonNull(told, "routing");
        return this;
    }

    @Override
    public Transactions.Builder dialects(DialectProvider provider) {
        dialects.add(Objects.requireNonNull(provider, "provider"));
        return this;
    }

    private static boolean isEndless(Duration limit) {
        return limit.equals(LONGEST);
    }

    private static Duration positive(String option, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(option + ": found " + value + "; expected more than nothing");
        }
        // A time beyond the clock's range is for ever, too.
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    @Override
    public Transactions build() {
        if (databases.isEmpty()) {
            throw new IllegalArgumentException(
                    "No database was given; expected at least one: builder().database(\"default\", dataSource)");
        }
        ContextCapture capturesAll = contextPropagation ? PropagatedScope.propagate(capture) : capture;
        // Each build has queues of its own.
        Map<String, ManagedDatabase> fresh = new LinkedHashMap<>();
        databases.forEach((name, database) -> {
            ManagedDatabase own = database.withQueuesOfItsOwn(maxWaiting, List.copyOf(dialects));
            own.routeBy(routing);
            own.recordSql(recordSql);
            own.sendBlockNames(sendBlockNames);
            fresh.put(name, own);
        });
        EngineSettings settings = new EngineSettings(
                executor,
                requireDurable,
                silentRollback,
                connectionAcquisition,
                connectionTimeout,
                commitTimeout,
                closeTimeout,
                List.copyOf(listeners),
                observer,
                recordMetrics,
                recordPlaces,
                enclosing,
                capturesAll);
        Databases all = new Databases(fresh);
        Services services = new Services(all, settings, new BlockHooks());
        Watchdog watchdog = new Watchdog(
                all.all(),
                services.dispatcher,
                new Watchdog.Limits(connectionTimeout, commitTimeout, isEndless(holdLimit) ? null : holdLimit));
        watchdog.watchHooks((now, limit) -> HookReport.look(services.unfinished, now, limit));
        services.dispatcher.watchedBy(watchdog::lookSoon);
        all.all().forEach(database -> database.admission.watchedBy(watchdog));
        if (enclosing != null) {
            enclosing.register(new EngineThreadBlocks(services));
        }
        BlockLister lister = new BlockLister(services);
        Runnable unregister = beanName == null ? () -> {} : register(beanName, new ManagementBean(all, lister));
        return new EngineTransactions(services, new Shutdown(services, watchdog, closeTimeout), lister, unregister);
    }

    /** The module of JMX is optional. */
    private static Runnable register(String name, ManagementBean bean) {
        try {
            Class.forName("java.lang.management.ManagementFactory", false, TransactionsBuilder.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    "registerMBean: found '" + name + "', but no module java.management; expected one. Start Java with"
                            + " --add-modules java.management, or leave the option out",
                    e);
        }
        return BeanRegistration.register(name, bean);
    }
}
