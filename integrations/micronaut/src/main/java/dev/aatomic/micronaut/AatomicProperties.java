package dev.aatomic.micronaut;

import dev.aatomic.ConnectionAcquisition;
import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the application's configuration says about its transactions. Those of single databases are {@link DatabaseProperties}. */
@ConfigurationProperties("aatomic")
final class AatomicProperties {

    private boolean enabled = true;
    private @Nullable String defaultDatabase;
    private boolean requireDurable;
    private boolean silentRollback;
    private @Nullable Boolean contextPropagation;
    private ConnectionAcquisition connectionAcquisition = ConnectionAcquisition.EAGER;
    private Duration connectionTimeout = Duration.ofSeconds(30);
    private @Nullable Integer maxWaiting;
    private Duration commitTimeout = Duration.ofSeconds(30);
    private @Nullable Duration closeTimeout;
    private @Nullable Boolean recordMetrics;
    private boolean recordBlockMetrics = true;
    private boolean observeBlocks = true;
    private @Nullable Duration warnIfHeldLongerThan;
    private boolean recordSql;
    private boolean sendBlockNames;
    private boolean requireTransaction;
    private boolean transactionManager = true;

    public boolean isEnabled() {
        return enabled;
    }

    /**
     * Whether transactions are made of the application's data sources.
     *
     * @param enabled true by default
     */
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable String getDefaultDatabase() {
        return defaultDatabase;
    }

    /**
     * Name of the DataSource bean that a block means which names none.
     *
     * @param defaultDatabase by default {@code default}, or the primary one
     */
    public void setDefaultDatabase(@Nullable String defaultDatabase) {
        this.defaultDatabase = defaultDatabase;
    }

    public boolean isRequireDurable() {
        return requireDurable;
    }

    /**
     * Whether only durable blocks may be outermost, so that one which has lost its context fails.
     *
     * @param requireDurable false by default
     */
    public void setRequireDurable(boolean requireDurable) {
        this.requireDurable = requireDurable;
    }

    public boolean isSilentRollback() {
        return silentRollback;
    }

    /**
     * Whether a broken block that ended normally rolls back without an exception, as in Django.
     *
     * @param silentRollback false by default
     */
    public void setSilentRollback(boolean silentRollback) {
        this.silentRollback = silentRollback;
    }

    public @Nullable Boolean getContextPropagation() {
        return contextPropagation;
    }

    /**
     * Whether other libraries' threads get the block through Micrometer's context propagation.
     *
     * @param contextPropagation by default where aatomic-context-propagation is there
     */
    public void setContextPropagation(@Nullable Boolean contextPropagation) {
        this.contextPropagation = contextPropagation;
    }

    public ConnectionAcquisition getConnectionAcquisition() {
        return connectionAcquisition;
    }

    /**
     * When an outermost block takes its connection, where it does not say so itself: before its body runs, or with its first statement.
     *
     * @param connectionAcquisition eager by default
     */
    public void setConnectionAcquisition(ConnectionAcquisition connectionAcquisition) {
        this.connectionAcquisition = connectionAcquisition;
    }

    public Duration getConnectionTimeout() {
        return connectionTimeout;
    }

    /**
     * How long a block may wait for a connection.
     *
     * @param connectionTimeout 30 s by default
     */
    public void setConnectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    public @Nullable Integer getMaxWaiting() {
        return maxWaiting;
    }

    /**
     * How many may wait for a connection of one database.
     *
     * @param maxWaiting by default there is no limit
     */
    public void setMaxWaiting(@Nullable Integer maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    public Duration getCommitTimeout() {
        return commitTimeout;
    }

    /**
     * How long COMMIT or ROLLBACK may be in flight.
     *
     * @param commitTimeout 30 s by default
     */
    public void setCommitTimeout(Duration commitTimeout) {
        this.commitTimeout = commitTimeout;
    }

    public @Nullable Duration getCloseTimeout() {
        return closeTimeout;
    }

    /**
     * How long shutdown waits for open blocks.
     *
     * @param closeTimeout by default nine tenths of the grace period where graceful shutdown is enabled, else 30 s
     */
    public void setCloseTimeout(@Nullable Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    public @Nullable Boolean getRecordMetrics() {
        return recordMetrics;
    }

    /**
     * Whether the times that blocks wait for and hold their connections are measured.
     *
     * @param recordMetrics by default where there are meters
     */
    public void setRecordMetrics(@Nullable Boolean recordMetrics) {
        this.recordMetrics = recordMetrics;
    }

    public boolean isRecordBlockMetrics() {
        return recordBlockMetrics;
    }

    /**
     * Whether the blocks of each name have meters of their own, for 100 names at most, where there are meters; never where record-metrics is
     * false.
     *
     * @param recordBlockMetrics true by default
     */
    public void setRecordBlockMetrics(boolean recordBlockMetrics) {
        this.recordBlockMetrics = recordBlockMetrics;
    }

    public boolean isObserveBlocks() {
        return observeBlocks;
    }

    /**
     * Whether each block is a span or an observation, where the application has these.
     *
     * @param observeBlocks true by default
     */
    public void setObserveBlocks(boolean observeBlocks) {
        this.observeBlocks = observeBlocks;
    }

    public @Nullable Duration getWarnIfHeldLongerThan() {
        return warnIfHeldLongerThan;
    }

    /**
     * How long a block may hold its connection, and its hooks may take, before the log warns of it; a given time also has the warning say in
     * which line the block was opened, for which the stack of each block is looked at.
     *
     * @param warnIfHeldLongerThan 30 s by default
     */
    public void setWarnIfHeldLongerThan(@Nullable Duration warnIfHeldLongerThan) {
        this.warnIfHeldLongerThan = warnIfHeldLongerThan;
    }

    public boolean isRecordSql() {
        return recordSql;
    }

    /**
     * Whether the list of open blocks tells the SQL text of running statements, without the values of their parameters.
     *
     * @param recordSql false by default
     */
    public void setRecordSql(boolean recordSql) {
        this.recordSql = recordSql;
    }

    public boolean isSendBlockNames() {
        return sendBlockNames;
    }

    /**
     * Whether PostgreSQL is told the name of each outermost block as its application_name, until the end of the transaction; a round trip
     * a block.
     *
     * @param sendBlockNames false by default
     */
    public void setSendBlockNames(boolean sendBlockNames) {
        this.sendBlockNames = sendBlockNames;
    }

    public boolean isRequireTransaction() {
        return requireTransaction;
    }

    /**
     * Whether repositories and {@code @Connectable} methods refuse to work outside blocks and Micronaut's transactions.
     *
     * @param requireTransaction false by default
     */
    public void setRequireTransaction(boolean requireTransaction) {
        this.requireTransaction = requireTransaction;
    }

    public boolean isTransactionManager() {
        return transactionManager;
    }

    /**
     * Whether Micronaut's transactions join blocks. Otherwise one inside a block fails.
     *
     * @param transactionManager true by default
     */
    public void setTransactionManager(boolean transactionManager) {
        this.transactionManager = transactionManager;
    }
}
