package dev.aatomic.databases.engine;

import dev.aatomic.testing.MariaDbServer;
import dev.aatomic.testing.MariaDbServer.MariaDbDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** MariaDB: a database of a server that runs as long as the JVM. */
public final class MariaDbDatabase extends TestedDatabase {

    private final int fetchSize;

    private MariaDbDatabase(String name, String url, int fetchSize) {
        super(name, url, new Properties());
        this.fetchSize = fetchSize;
    }

    /** Through MariaDB's driver. */
    public static MariaDbDatabase ownDriver(String name) {
        return new MariaDbDatabase(name, MariaDbServer.createDatabase(newName(), MariaDbDriver.OWN), 10);
    }

    /** Through MySQL's driver, which reads row by row only if it is told in this way. */
    public static MariaDbDatabase mySqlDriver(String name) {
        return new MariaDbDatabase(
                name, MariaDbServer.createDatabase(newName(), MariaDbDriver.MYSQL), Integer.MIN_VALUE);
    }

    @Override
    protected String generatedKey() {
        return "id int auto_increment primary key";
    }

    @Override
    public boolean commitsDefinitions() {
        return true;
    }

    @Override
    public String committingProcedure() {
        return "create procedure commits() begin insert into entry values(50); commit; end";
    }

    @Override
    public String tableWithoutTransactions() {
        return "engine=myisam";
    }

    @Override
    public int fetchSize() {
        return fetchSize;
    }

    @Override
    public void kill(Connection connection) throws SQLException {
        kill(connection, "select connection_id()", "kill %d");
    }

    @Override
    public void close() {
        // It goes with its server.
    }
}
