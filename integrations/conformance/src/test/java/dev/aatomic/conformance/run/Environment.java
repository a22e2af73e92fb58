package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Program;
import dev.aatomic.runtime.Transactions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The databases of a program and the transactions over them. */
final class Environment implements AutoCloseable {

    private final SortedMap<String, TestDatabase> databases = new TreeMap<>();
    private final Transactions transactions;

    Environment(Server server, boolean silentRollback) throws SQLException {
        Transactions.Builder builder = Transactions.builder().silentRollback(silentRollback);
        for (String name : Program.DATABASES) {
            TestDatabase database = TestDatabase.on(server);
            databases.put(name, database);
            builder.database(name, database.dataSource(), TestDatabase.CONNECTIONS);
        }
        transactions = builder.build();
    }

    Transactions transactions() {
        return transactions;
    }

    SortedMap<String, List<Integer>> rows() throws SQLException {
        SortedMap<String, List<Integer>> rows = new TreeMap<>();
        for (Map.Entry<String, TestDatabase> database : databases.entrySet()) {
            rows.put(database.getKey(), database.getValue().rows());
        }
        return rows;
    }

    void reset() throws SQLException {
        for (TestDatabase database : databases.values()) {
            database.reset();
        }
    }

    /** Says which databases' connections did not come back to their pool. */
    List<String> connectionsOut() {
        List<String> left = new ArrayList<>();
        databases.forEach((name, database) -> {
            int out = database.connectionsOut();
            if (out > 0) {
                left.add(out + " connections of " + name + " did not come back to the pool");
            }
        });
        return left;
    }

    /** Gives up on transactions that hang: takes their connections away. */
    void abandon() throws SQLException {
        for (TestDatabase database : databases.values()) {
            database.close();
        }
    }

    @Override
    public void close() throws SQLException {
        transactions.close();
        abandon();
    }
}
