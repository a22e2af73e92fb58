package dev.aatomic.databases.engine;

import dev.aatomic.testing.MariaDbServer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The databases and drivers that promises are tried on: the columns of the table in {@code docs/databases.md}, in their order. */
public enum Engine {
    H2("H2", H2Database::new),
    HSQLDB("HSQLDB", HsqldbDatabase::new),
    DERBY("Derby", DerbyDatabase::new),
    SQLITE("SQLite", SqliteDatabase::new),
    POSTGRESQL("PostgreSQL 18", PostgresDatabase::newest),
    POSTGRESQL_14("PostgreSQL 14", PostgresDatabase::oldest, Postgres14Server::isAvailable),
    MARIADB("MariaDB, its driver", MariaDbDatabase::ownDriver, MariaDbServer::isAvailable),
    MARIADB_BY_MYSQL("MariaDB, Connector/J", MariaDbDatabase::mySqlDriver, MariaDbServer::isAvailable);

    private final String heading;
    private final Function<String, TestedDatabase> opening;
    private final BooleanSupplier available;

    Engine(String heading, Function<String, TestedDatabase> opening) {
        this(heading, opening, () -> true);
    }

    Engine(String heading, Function<String, TestedDatabase> opening, BooleanSupplier available) {
        this.heading = heading;
        this.opening = opening;
        this.available = available;
    }

    /** What its column is called. */
    public String heading() {
        return heading;
    }

    /** Whether it can be run on this machine. */
    public boolean isAvailable() {
        return available.getAsBoolean();
    }

    /** Makes a new, empty database. */
    public TestedDatabase open() {
        return opening.apply(heading);
    }
}
