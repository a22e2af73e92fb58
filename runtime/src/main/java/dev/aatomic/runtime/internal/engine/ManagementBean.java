package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.internal.inspect.BlockLister;
import dev.aatomic.runtime.internal.jdbc.Databases;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.management.BlockData;
import dev.aatomic.runtime.management.DatabaseCounts;
import dev.aatomic.runtime.management.TransactionsMXBean;
import java.util.List;

/**
 * What JMX asks.
 *
 * @param databases whose counts are told
 * @param lister lists the open blocks
 */
record ManagementBean(Databases databases, BlockLister lister) implements TransactionsMXBean {

    @Override
    public List<DatabaseCounts> getDatabases() {
        TransactionMetrics metrics = databases.metrics();
        return databases.all().stream()
                .map(ManagedDatabase::name)
                .map(name -> new DatabaseCounts(name, metrics.database(name)))
                .toList();
    }

    @Override
    public List<BlockData> getBlocks() {
        return lister.list().databases().stream()
                .flatMap(database -> database.blocks().stream())
                .map(BlockData::new)
                .toList();
    }

    @Override
    public String dump() {
        return lister.list().toString();
    }
}
