package dev.aatomic.pools;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import oracle.ucp.admin.UniversalConnectionPoolManager;
import oracle.ucp.admin.UniversalConnectionPoolManagerImpl;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.apache.commons.dbcp2.BasicDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/** The pools, as their users have them: with the defaults, and a maximum. */
enum Pool {
    HIKARI("HikariCP") {
        @Override
        Opened open(String url, int connections) {
            HikariDataSource pool = new HikariDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(connections);
            pool.setConnectionTimeout(WAIT.toMillis());
            return new Opened(pool, pool::close);
        }
    },
    AGROAL("Agroal") {
        @Override
        Opened open(String url, int connections) throws Exception {
            AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(settings -> settings.maxSize(connections)
                            .acquisitionTimeout(WAIT)
                            .connectionFactoryConfiguration(factory ->
                                    factory.connectionProviderClassName(DRIVER).jdbcUrl(url))));
            return new Opened(pool, pool::close);
        }
    },
    DBCP("DBCP 2") {
        @Override
        Opened open(String url, int connections) {
            BasicDataSource pool = new BasicDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setUrl(url);
            pool.setMaxTotal(connections);
            pool.setMaxWait(WAIT);
            return new Opened(pool, pool::close);
        }
    },
    DBCP_UNTESTED("DBCP 2 with `testOnBorrow=false`") {
        @Override
        Opened open(String url, int connections) throws Exception {
            Opened opened = DBCP.open(url, connections);
            ((BasicDataSource) opened.dataSource()).setTestOnBorrow(false);
            return opened;
        }
    },
    TOMCAT_DBCP("Tomcat DBCP") {
        @Override
        Opened open(String url, int connections) {
            org.apache.tomcat.dbcp.dbcp2.BasicDataSource pool = new org.apache.tomcat.dbcp.dbcp2.BasicDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setUrl(url);
            pool.setMaxTotal(connections);
            pool.setMaxWait(WAIT);
            pool.setTestOnBorrow(false);
            return new Opened(pool, pool::close);
        }
    },
    TOMCAT("Tomcat JDBC") {
        @Override
        Opened open(String url, int connections) {
            org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
            pool.setDriverClassName(DRIVER);
            pool.setUrl(url);
            pool.setMaxActive(connections);
            pool.setInitialSize(0);
            pool.setMaxWait((int) WAIT.toMillis());
            return new Opened(pool, pool::close);
        }
    },
    VIBUR("Vibur") {
        @Override
        Opened open(String url, int connections) {
            ViburDBCPDataSource pool = new ViburDBCPDataSource();
            pool.setDriverClassName(DRIVER);
            pool.setJdbcUrl(url);
            pool.setUsername("");
            pool.setPassword("");
            pool.setPoolInitialSize(1);
            pool.setPoolMaxSize(connections);
            pool.setConnectionTimeoutInMs(WAIT.toMillis());
            pool.start();
            return new Opened(pool, pool::close);
        }
    },
    C3P0("c3p0") {
        @Override
        Opened open(String url, int connections) throws Exception {
            ComboPooledDataSource pool = new ComboPooledDataSource();
            pool.setDriverClass(DRIVER);
            pool.setJdbcUrl(url);
            pool.setInitialPoolSize(1);
            pool.setMinPoolSize(1);
            pool.setMaxPoolSize(connections);
            pool.setCheckoutTimeout((int) WAIT.toMillis());
            return new Opened(pool, pool::close);
        }
    },
    UCP("UCP") {
        @Override
        Opened open(String url, int connections) throws Exception {
            PoolDataSource pool = PoolDataSourceFactory.getPoolDataSource();
            String name = "pool" + NUMBERS.incrementAndGet();
            pool.setConnectionPoolName(name);
            pool.setConnectionFactoryClassName(DRIVER);
            pool.setURL(url);
            pool.setUser("nobody");
            pool.setPassword("none");
            pool.setMaxPoolSize(connections);
            // UCP 23.26 that grows while several wait now and then opens one too few, and has the last wait in vain.
            pool.setInitialPoolSize(connections);
            pool.setConnectionWaitDuration(WAIT);
            return new Opened(pool, () -> {
                UniversalConnectionPoolManager manager =
                        UniversalConnectionPoolManagerImpl.getUniversalConnectionPoolManager();
                // It is known there once it has given a connection.
                if (List.of(manager.getConnectionPoolNames()).contains(name)) {
                    manager.destroyConnectionPool(name);
                }
            });
        }
    };

    private static final String DRIVER = HurtDriver.class.getName();
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** What it is called on the page. */
    final String title;

    Pool(String title) {
        this.title = title;
    }

    /** Closes a pool. */
    @FunctionalInterface
    interface Closing {
        void run() throws Exception;
    }

    /**
     * A pool that can be closed.
     *
     * @param dataSource the pool
     * @param closing closes it
     */
    record Opened(DataSource dataSource, Closing closing) implements AutoCloseable {
        @Override
        public void close() {
            try {
                closing.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    abstract Opened open(String url, int connections) throws Exception;

    @Override
    public String toString() {
        return title;
    }
}
