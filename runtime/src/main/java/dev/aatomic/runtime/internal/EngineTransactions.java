package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.Transactions;

/** The public face of the engine. */
final class EngineTransactions extends DatabaseOperations implements Transactions {

    EngineTransactions(Engine engine) {
        super(engine, null);
    }

    @Override
    public Database database(String name) {
        return engine().operations(name);
    }

    @Override
    public TransactionMetrics metrics() {
        return engine().metrics();
    }

    @Override
    public void close() {
        engine().close();
    }
}
