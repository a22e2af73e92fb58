package dev.aatomic.pools;

import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A database's own driver, on request hurt: its connections can be closed under whoever has them, or lose the answer to COMMIT. Pools make
 * it by its name and find its database by a URL of its own.
 */
public final class HurtDriver implements Driver {

    private static final String PREFIX = "jdbc:hurt:";
    private static final Map<String, Hurt> BY_URL = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    static {
        try {
            DriverManager.registerDriver(new HurtDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** For pools. */
    public HurtDriver() {}

    /** One database, with what is done to its connections. */
    static final class Hurt implements AutoCloseable {

        private final TestDatabase database;
        private final String url = PREFIX + NUMBERS.incrementAndGet();
        private final List<HurtConnection> opened = new ArrayList<>();
        private volatile boolean losesCommits;
        private volatile boolean staysOpen;
        private final AtomicInteger uses = new AtomicInteger();

        Hurt(Server server) {
            database = new TestDatabase(server);
            BY_URL.put(url, this);
        }

        String url() {
            return url;
        }

        TestDatabase database() {
            return database;
        }

        private synchronized Connection open(Properties properties) throws SQLException {
            Driver driver = database.server() == Server.H2 ? new org.h2.Driver() : new org.postgresql.Driver();
            // The pools' users and passwords are none of the database.
            Connection own = Objects.requireNonNull(driver.connect(database.url(), new Properties()));
            HurtConnection hurt = new HurtConnection(own, this);
            opened.add(hurt);
            return hurt.proxy();
        }

        /** Closes each connection that the pool has. */
        synchronized void closeAll() throws SQLException {
            for (HurtConnection each : opened) {
                each.isDoomed = true;
                each.own.close();
            }
        }

        /** Whether what is committed from now on is committed, and its answer lost. */
        void losesCommits(boolean wanted) {
            losesCommits = wanted;
        }

        /** Whether what was lost cannot be closed, and nobody sees that it was lost. */
        void staysOpen() {
            staysOpen = true;
        }

        /** How often a connection was used that had been lost before. */
        int usesOfTheDead() {
            return uses.get();
        }

        void forgetUses() {
            uses.set(0);
        }

        /** How many connections that were lost are not closed. */
        synchronized long deadAndOpen() {
            return opened.stream()
                    .filter(each -> each.isDoomed && !each.isClosed())
                    .count();
        }

        @Override
        public void close() {
            BY_URL.remove(url);
            database.close();
        }
    }

    /** A connection of the database's driver. */
    private static final class HurtConnection {

        private final Connection own;
        private final Hurt hurt;
        private volatile boolean isDoomed;

        HurtConnection(Connection own, Hurt hurt) {
            this.own = own;
            this.hurt = hurt;
        }

        private boolean isClosed() {
            try {
                return own.isClosed();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private Connection proxy() {
            return (Connection) Proxy.newProxyInstance(
                    HurtDriver.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "equals":
                                return proxy == arguments[0];
                            case "hashCode":
                                return System.identityHashCode(proxy);
                            case "createStatement", "prepareStatement", "prepareCall":
                                if (isDoomed) {
                                    hurt.uses.incrementAndGet();
                                }
                                break;
                            case "close", "abort":
                                if (isDoomed && hurt.staysOpen) {
                                    return null;
                                }
                                break;
                            case "isClosed":
                                if (isDoomed && hurt.staysOpen) {
                                    return false;
                                }
                                break;
                            case "commit":
                                if (hurt.losesCommits) {
                                    own.commit();
                                    isDoomed = true;
                                    // From an SQLState some pools would conclude by themselves.
                                    throw new IllegalStateException("the answer was lost");
                                }
                                break;
                            default:
                        }
                        try {
                            return method.invoke(own, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        return acceptsURL(url) ? Objects.requireNonNull(BY_URL.get(url), url).open(properties) : null;
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
