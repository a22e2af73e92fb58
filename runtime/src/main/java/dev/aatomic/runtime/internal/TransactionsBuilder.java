package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.Outermost;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** Collects and checks the settings of {@link Transactions}. */
public final class TransactionsBuilder implements Transactions.Builder {

    @Override
    public Transactions.Builder database(String name, DataSource dataSource) {
        return this;
    }

    @Override
    public Transactions.Builder database(String name, DataSource dataSource, int connections) {
        return this;
    }

    @Override
    public Transactions.Builder executor(Executor executor) {
        return this;
    }

    @Override
    public Transactions.Builder outermost(Outermost outermost) {
        return this;
    }

    @Override
    public Transactions.Builder silentRollback(boolean silentRollback) {
        return this;
    }

    @Override
    public Transactions build() {
        throw new IllegalStateException();
    }
}
