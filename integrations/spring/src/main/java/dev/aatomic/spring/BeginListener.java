package dev.aatomic.spring;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Learns of the transactions that one of Spring's transaction managers begins: lets blocks take part in them, and refuses those that
 * would be on another connection than the block around them.
 */
final class BeginListener implements TransactionExecutionListener {

    private final SpringBridge spring;
    private final Supplier<@Nullable DataSource> dataSource;
    private final String mend;

    /**
     * Creates a listener for one transaction manager.
     *
     * @param dataSource its data source; asked for whenever it is needed, since it may not be set yet
     * @param mend what to do about a transaction that would begin inside a block
     */
    BeginListener(SpringBridge spring, Supplier<@Nullable DataSource> dataSource, String mend) {
        this.spring = spring;
        this.dataSource = dataSource;
        this.mend = mend;
    }

    @Override
    public void beforeBegin(TransactionExecution execution) {
        DataSource own = dataSource.get();
        String database = own == null ? null : spring.database(own);
        if (database != null && spring.isInBlock(database)) {
            throw new IllegalTransactionStateException("Spring transaction '" + execution.getTransactionName()
                    + "' would have begun on a connection of its own inside a block of database '" + database
                    + "', and neither would see or undo what the other does. "
                    + mend);
        }
    }

    @Override
    public void afterBegin(TransactionExecution execution, @Nullable Throwable beginFailure) {
        DataSource own = dataSource.get();
        if (beginFailure == null && own != null && execution.isNewTransaction() && !execution.isNested()) {
            spring.begun(own, execution);
        }
    }
}
