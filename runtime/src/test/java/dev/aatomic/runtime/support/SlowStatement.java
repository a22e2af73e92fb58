package dev.aatomic.runtime.support;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;

/** A query that runs for minutes unless it is cancelled. */
public final class SlowStatement {

    private final PooledDatabase database;

    public SlowStatement(PooledDatabase database) {
        this.database = database;
    }

    public String sql() {
        return database.server() == Server.POSTGRES
                ? "select 1 from pg_sleep(120) /* " + database.schema() + " */"
                : "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b where a.x + b.x < 0";
    }

    public ConnectionFunction<List<Integer>> step() {
        return connection -> Sql.integers(connection, sql());
    }

    /** Waits until the database works at it. */
    public void awaitRunning() {
        Await.until("the slow statement runs", this::isRunning);
    }

    public boolean isRunning() {
        String count = database.server() == Server.POSTGRES
                ? "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
                        + " and query like '%pg_sleep%" + database.schema() + " %'"
                : "select count(*) from information_schema.sessions where session_id <> session_id()"
                        + " and executing_statement like '%system_range%'";
        return database.integers(count).get(0) > 0;
    }
}
