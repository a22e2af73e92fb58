package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.spi.Dialect;
import dev.aatomic.runtime.spi.Dialect.Family;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.DialectProvider;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses a database's dialect by what a connection says of itself. */
public final class DialectChoice {

    /** What product names begin with, in lower case. */
    private record Name(String prefix, Family family) {}

    private static final List<Name> NAMES = List.of(
            new Name("postgresql", Family.POSTGRESQL),
            new Name("enterprisedb", Family.POSTGRESQL),
            new Name("cockroach", Family.POSTGRESQL),
            new Name("yugabyte", Family.POSTGRESQL),
            new Name("mariadb", Family.MARIADB),
            new Name("mysql", Family.MYSQL),
            new Name("h2", Family.H2),
            new Name("hsql", Family.HSQLDB),
            new Name("apache derby", Family.DERBY),
            new Name("sqlite", Family.SQLITE),
            new Name("duckdb", Family.DUCKDB),
            new Name("oracle", Family.ORACLE),
            new Name("microsoft sql server", Family.SQL_SERVER),
            new Name("db2", Family.DB2));

    /** The first PostgreSQL that lets no large object be written in a transaction that only reads. */
    private static final int REFUSES_LARGE_OBJECTS = 16;

    private DialectChoice() {}

    /**
     * Chooses. To be asked once for a database.
     *
     * @param connection any connection to it
     * @param providers the user's, asked first, in this order
     * @throws SQLException what the driver or a provider threw
     */
    public static DatabaseDialect of(Connection connection, List<DialectProvider> providers) throws SQLException {
        @Nullable DatabaseMetaData metaData = connection.getMetaData();
        if (metaData == null) {
            // Whatever JDBC says, a wrapper may have none.
            return OtherDialect.UNKNOWN;
        }
        for (DialectProvider provider : providers) {
            @Nullable Dialect own = provider.dialectOf(metaData);
            if (own != null) {
                return new CustomDialect(own, of(own.family(), metaData));
            }
        }
        return of(family(metaData), metaData);
    }

    private static Family family(DatabaseMetaData metaData) throws SQLException {
        @Nullable String product = metaData.getDatabaseProductName();
        String name = product == null ? "" : product.toLowerCase(Locale.ROOT);
        for (Name known : NAMES) {
            if (name.startsWith(known.prefix())) {
                return known.family();
            }
        }
        return Family.OTHER;
    }

    private static DatabaseDialect of(Family family, DatabaseMetaData metaData) throws SQLException {
        return switch (family) {
            case POSTGRESQL -> new PostgresDialect(metaData.getDatabaseMajorVersion() >= REFUSES_LARGE_OBJECTS);
            case MARIADB -> mySql(metaData, 10, 0, "mariadb");
            case MYSQL -> mySql(metaData, 5, 6, "mysql");
            case H2 -> new H2Dialect(isInProcess(metaData, "h2:tcp:", "h2:ssl:"));
            case HSQLDB ->
                new HsqldbDialect(
                        isInProcess(metaData, "hsqldb:hsql:", "hsqldb:hsqls:", "hsqldb:http:", "hsqldb:https:"));
            case DERBY -> new DerbyDialect(isInProcess(metaData, "derby://"));
            case SQLITE -> new SqliteDialect();
            case DUCKDB -> new DuckDbDialect();
            case ORACLE -> new OracleDialect();
            case SQL_SERVER -> new SqlServerDialect();
            case DB2 -> new Db2Dialect();
            case OTHER -> OtherDialect.of(metaData);
        };
    }

    /** Whether the URL leads to no server, as one with any of these does. */
    private static boolean isInProcess(DatabaseMetaData metaData, String... servers) throws SQLException {
        String url = urlOf(metaData);
        for (String server : servers) {
            if (url.contains(server)) {
                return false;
            }
        }
        return true;
    }

    /** The versions of the server are the first with read-only transactions. */
    private static DatabaseDialect mySql(DatabaseMetaData metaData, int major, int minor, String systemName)
            throws SQLException {
        if (!isAtLeast(metaData.getDatabaseMajorVersion(), metaData.getDatabaseMinorVersion(), major, minor)) {
            return new MySqlDialect(ReadOnly.CHECKED, sendsSeveral(metaData), systemName);
        }
        @Nullable String driver = metaData.getDriverName();
        boolean isMariaDbs = driver != null && driver.toLowerCase(Locale.ROOT).contains("mariadb");
        // MariaDB's driver tells the server from 3.5 on.
        boolean tellsServer =
                !isMariaDbs || isAtLeast(metaData.getDriverMajorVersion(), metaData.getDriverMinorVersion(), 3, 5);
        return new MySqlDialect(
                tellsServer ? ReadOnly.OF_CONNECTION : ReadOnly.ofTransaction("SET TRANSACTION READ ONLY"),
                sendsSeveral(metaData),
                systemName);
    }

    /** As the URL has it; a driver that was told otherwise sends one after the other. */
    private static boolean sendsSeveral(DatabaseMetaData metaData) throws SQLException {
        return urlOf(metaData).contains("allowMultiQueries=true");
    }

    /** Empty where a wrapper has none. */
    private static String urlOf(DatabaseMetaData metaData) throws SQLException {
        @Nullable String url = metaData.getURL();
        return url == null ? "" : url;
    }

    private static boolean isAtLeast(int major, int minor, int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
