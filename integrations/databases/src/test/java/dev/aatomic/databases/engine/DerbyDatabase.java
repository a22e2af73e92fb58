package dev.aatomic.databases.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Derby, in memory. */
public final class DerbyDatabase extends TestedDatabase {

    private static final String SETTINGS = "derby.locks.waitTimeout=3 derby.locks.deadlockTimeout=1";

    static {
        for (String setting : SETTINGS.split(" ")) {
            System.setProperty(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        System.setProperty(
                "derby.stream.error.file", Path.of("target", "derby.log").toString());
    }

    private final String database;

    public DerbyDatabase(String name) {
        this(name, newName());
    }

    private DerbyDatabase(String name, String database) {
        super(name, "jdbc:derby:memory:" + database + ";create=true", user("app"));
        this.database = database;
    }

    /** It does not close one that is in a transaction. */
    @Override
    public void kill(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public String settings() {
        return SETTINGS;
    }

    @Override
    public String deferredConstraint() {
        return "references parent(v) deferrable initially deferred";
    }

    @Override
    public String committingProcedure() {
        return "create procedure commits() modifies sql data language java parameter style java external name '"
                + CommittingProcedure.class.getName() + ".onDefaultConnection'";
    }

    @Override
    public void close() {
        try {
            DriverManager.getConnection("jdbc:derby:memory:" + database + ";drop=true")
                    .close();
            throw new AssertionError("Derby said nothing of the database that it dropped");
        } catch (SQLException dropped) {
            if (!"08006".equals(dropped.getSQLState())) {
                throw new AssertionError(dropped);
            }
        }
    }
}
