package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.OpenBlocks;
import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.inspect.BlockLister;
import dev.aatomic.runtime.internal.operations.DatabaseOperations;
import dev.aatomic.runtime.internal.scope.Services;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The public face of the engine. */
final class EngineTransactions extends DatabaseOperations implements Transactions {

    private final Map<String, Database> operations = new HashMap<>();
    private final Shutdown shutdown;
    private final BlockLister lister;

    /** Takes the bean of JMX out; does nothing where there is none. */
    private final Runnable unregister;

    EngineTransactions(Services services, Shutdown shutdown, BlockLister lister, Runnable unregister) {
        super(services, null);
        this.shutdown = shutdown;
        this.lister = lister;
        this.unregister = unregister;
        services.databases
                .all()
                .forEach(database -> operations.put(database.name(), new DatabaseOperations(services, database)));
    }

    @Override
    public Database database(String name) {
        return operations.get(engine().databases
                .named("database", Objects.requireNonNull(name, "name"))
                .name());
    }

    @Override
    public TransactionMetrics metrics() {
        return engine().databases.metrics();
    }

    @Override
    public OpenBlocks blocks() {
        return lister.list();
    }

    @Override
    public void close() {
        shutdown.close();
        unregister.run();
    }
}
