package dev.aatomic.conformance.run;

import dev.aatomic.testing.MariaDbServer;
import dev.aatomic.testing.MariaDbServer.MariaDbDriver;
import dev.aatomic.testing.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The database servers that programs run on. */
public enum Server {
    /** H2, in memory. */
    H2("H2") {
        @Override
        String createDatabase(String name) {
            return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;USER=sa";
        }
    },
    /** A real PostgreSQL: one server for the whole JVM. */
    POSTGRESQL("PostgreSQL") {
        @Override
        String createDatabase(String name) {
            return PostgresServer.createDatabase(name);
        }

        /** A lock that a program left behind must not hold up the next one. */
        @Override
        String boundedWait() {
            return "set lock_timeout = '5s'";
        }
    },
    /** No server: rows in memory, and a COMMIT that is answered later. */
    MEMORY("memory") {
        @Override
        String createDatabase(String name) {
            throw new UnsupportedOperationException("The database in memory has no URL");
        }
    },
    /** HSQLDB, in memory. */
    HSQLDB("HSQLDB") {
        @Override
        String createDatabase(String name) {
            return "jdbc:hsqldb:mem:" + name + ";hsqldb.tx=mvcc;user=SA";
        }
    },
    /** Derby, in memory. */
    DERBY("Derby") {
        @Override
        String createDatabase(String name) {
            System.setProperty(
                    "derby.stream.error.file", Path.of("target", "derby.log").toString());
            return "jdbc:derby:memory:" + name + ";create=true;user=app";
        }

        @Override
        String emptying() {
            return DELETE;
        }
    },
    /** SQLite, in a file of its own. */
    SQLITE("SQLite") {
        @Override
        String createDatabase(String name) {
            try {
                return "jdbc:sqlite:"
                        + Files.createTempDirectory(Path.of("target").toAbsolutePath(), name)
                        + "/database?journal_mode=WAL" + "&busy_timeout=5000&synchronous=OFF";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        String emptying() {
            return DELETE;
        }
    },
    /** A real MariaDB, through its own driver: one server for the whole JVM. */
    MARIADB("MariaDB") {
        @Override
        String createDatabase(String name) {
            return MariaDbServer.createDatabase(name, MariaDbDriver.OWN);
        }

        @Override
        String emptying() {
            return DELETE;
        }

        @Override
        String boundedWait() {
            return "set innodb_lock_wait_timeout = 5";
        }

        @Override
        public boolean isAvailable() {
            return MariaDbServer.isAvailable();
        }
    },
    /** The same through MySQL's driver. */
    MARIADB_BY_MYSQL("MariaDB by Connector/J") {
        @Override
        String createDatabase(String name) {
            return MariaDbServer.createDatabase(name, MariaDbDriver.MYSQL);
        }

        @Override
        String emptying() {
            return DELETE;
        }

        @Override
        String boundedWait() {
            return MARIADB.boundedWait();
        }

        @Override
        public boolean isAvailable() {
            return MariaDbServer.isAvailable();
        }
    };

    /** Where TRUNCATE is slow, or there is none. */
    private static final String DELETE = "delete from entry";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String label;

    Server(String label) {
        this.label = label;
    }

    /** What it is called in reports. */
    public String label() {
        return label;
    }

    /** Whether it can be run on this machine. */
    public boolean isAvailable() {
        return true;
    }

    /** Makes a new, empty database and returns its JDBC URL, with the user that may do everything. */
    final String createDatabase() {
        return createDatabase("conformance_" + NUMBERS.incrementAndGet());
    }

    abstract String createDatabase(String name);

    /** What makes a session wait for a lock no longer than a few seconds; a statement without meaning where it does so anyway. */
    String boundedWait() {
        return "delete from entry where 1 = 0";
    }

    /** Empties the table {@code entry}, and fails if a transaction was left open that holds a lock of it. */
    String emptying() {
        return "truncate table entry";
    }
}
