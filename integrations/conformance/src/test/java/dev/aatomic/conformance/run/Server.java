package dev.aatomic.conformance.run;

import dev.aatomic.testing.PostgresServer;
import java.util.concurrent.atomic.AtomicInteger;

/** The database servers that programs run on. */
public enum Server {
    /** H2, in memory. */
    H2 {
        @Override
        String createDatabase(String name) {
            return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
        }
    },
    /** A real PostgreSQL: one server for the whole JVM. */
    POSTGRESQL {
        @Override
        String createDatabase(String name) {
            return PostgresServer.createDatabase(name);
        }
    },
    /** No server: rows in memory, and a COMMIT that is answered later. */
    MEMORY {
        @Override
        String createDatabase(String name) {
            throw new UnsupportedOperationException("The database in memory has no URL");
        }
    };

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Makes a new, empty database and returns its JDBC URL. */
    final String createDatabase() {
        return createDatabase("conformance_" + NUMBERS.incrementAndGet());
    }

    abstract String createDatabase(String name);
}
