package dev.aatomic.databases.engine;

import dev.aatomic.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** PostgreSQL: a database of a server that runs as long as the JVM. */
public final class PostgresDatabase extends TestedDatabase {

    private PostgresDatabase(String name, String url) {
        super(name, url + "&options=-c%20deadlock_timeout=100ms", new Properties());
    }

    /** The newest. */
    public static PostgresDatabase newest(String name) {
        return new PostgresDatabase(name, PostgresServer.createDatabase(newName()));
    }

    /** The oldest that still gets fixes. */
    public static PostgresDatabase oldest(String name) {
        return new PostgresDatabase(name, Postgres14Server.createDatabase(newName()));
    }

    @Override
    public String deferredConstraint() {
        return "references parent(v) deferrable initially deferred";
    }

    @Override
    public String committingProcedure() {
        return "create or replace procedure commits() language plpgsql as 'begin insert into entry values(50); commit; end'";
    }

    @Override
    public void kill(Connection connection) throws SQLException {
        kill(connection, "select pg_backend_pid()", "select pg_terminate_backend(%d)");
    }

    @Override
    public void close() {
        // It goes with its server.
    }
}
