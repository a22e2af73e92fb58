package dev.aatomic.spring.boot;

import dev.aatomic.ConnectionAcquisition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** What the application's configuration says about its transactions. */
@ConfigurationProperties("aatomic")
public class AatomicProperties {

    private static final Pattern PLAIN = Pattern.compile("[\\w-]+");

    /** Name of the DataSource bean that a block means which names none. By default the primary one. */
    private @Nullable String defaultDatabase;

    /** Settings of single databases, by the name of their DataSource bean. */
    private final Map<String, DatabaseSettings> databases = new LinkedHashMap<>();

    /** Whether only durable blocks may be outermost, so that one which has lost its context fails. */
    private boolean requireDurable;

    /** Whether a broken block that ended normally rolls back without an exception, as in Django. */
    private boolean silentRollback;

    /**
     * Whether other libraries' threads get the block, and the code of blocks what is bound to its caller's thread, through Micrometer's
     * context propagation. By default where aatomic-context-propagation is.
     */
    private @Nullable Boolean contextPropagation;

    /** When an outermost block takes its connection, where it does not say so itself: before its body runs, or with its first statement. */
    private ConnectionAcquisition connectionAcquisition = ConnectionAcquisition.EAGER;

    /** How long a block may wait for a connection. */
    private Duration connectionTimeout = Duration.ofSeconds(30);

    /** How many may wait for a connection of one database. By default there is no limit. */
    private @Nullable Integer maxWaiting;

    /** How long COMMIT or ROLLBACK may be in flight. */
    private Duration commitTimeout = Duration.ofSeconds(30);

    /** How long shutdown waits for open blocks. By default nine tenths of spring.lifecycle.timeout-per-shutdown-phase. */
    private @Nullable Duration closeTimeout;

    /** Whether the times that blocks wait for and hold their connections are measured. By default where there are meters. */
    private @Nullable Boolean recordMetrics;

    /** Whether the blocks of each name have meters of their own, for 100 names at most; never where record-metrics is false. */
    private boolean recordBlockMetrics = true;

    /** Whether each block is an observation, and so a span where there is tracing. */
    private boolean observeBlocks = true;

    /**
     * How long a block may hold its connection, and its hooks may take, before the log warns of it. By default 30 seconds; a given time
     * also has the warning say in which line the block was opened, for which the stack of each block is looked at.
     */
    private @Nullable Duration warnIfHeldLongerThan;

    /** Whether the list of open blocks tells the SQL text of running statements, without the values of their parameters. */
    private boolean recordSql;

    /**
     * Whether PostgreSQL is told the name of each outermost block as its application_name, until the end of the transaction; a round trip
     * a block.
     */
    private boolean sendBlockNames;

    /** Whether the application's DSLContext and JdbcTemplate beans refuse statements outside blocks and Spring's transactions. */
    private boolean requireTransaction = true;

    /** Whether Spring's transaction manager joins blocks. Otherwise a Spring transaction inside a block fails. */
    private boolean transactionManager = true;

    public @Nullable String getDefaultDatabase() {
        return defaultDatabase;
    }

    public void setDefaultDatabase(@Nullable String defaultDatabase) {
        this.defaultDatabase = defaultDatabase;
    }

    public Map<String, DatabaseSettings> getDatabases() {
        return databases;
    }

    /** The settings of a database; the environment's variables know neither upper case nor dashes. */
    @Nullable
    DatabaseSettings settings(String name) {
        DatabaseSettings exact = databases.get(name);
        if (exact != null) {
            return exact;
        }
        return databases.entrySet().stream()
                .filter(entry -> uniform(entry.getKey()).equals(uniform(name)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** What the properties of a database begin with: in brackets where its name would otherwise be read as several, or in part. */
    static String key(String name) {
        return "aatomic.databases" + (PLAIN.matcher(name).matches() ? "." + name : "[" + name + "]");
    }

    /** Refuses settings of what is no database. */
    void checkNames(List<String> names) {
        for (String key : databases.keySet()) {
            if (names.stream().noneMatch(name -> uniform(name).equals(uniform(key)))) {
                throw new IllegalStateException(
                        key(key) + ": no DataSource bean has that name; expected one of " + names);
            }
        }
    }

    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    public boolean isRequireDurable() {
        return requireDurable;
    }

    public void setRequireDurable(boolean requireDurable) {
        this.requireDurable = requireDurable;
    }

    public boolean isSilentRollback() {
        return silentRollback;
    }

    public void setSilentRollback(boolean silentRollback) {
        this.silentRollback = silentRollback;
    }

    public @Nullable Boolean getContextPropagation() {
        return contextPropagation;
    }

    public void setContextPropagation(@Nullable Boolean contextPropagation) {
        this.contextPropagation = contextPropagation;
    }

    public ConnectionAcquisition getConnectionAcquisition() {
        return connectionAcquisition;
    }

    public void setConnectionAcquisition(ConnectionAcquisition connectionAcquisition) {
        this.connectionAcquisition = connectionAcquisition;
    }

    public Duration getConnectionTimeout() {
        return connectionTimeout;
    }

    public void setConnectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    public @Nullable Integer getMaxWaiting() {
        return maxWaiting;
    }

    public void setMaxWaiting(@Nullable Integer maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    public Duration getCommitTimeout() {
        return commitTimeout;
    }

    public void setCommitTimeout(Duration commitTimeout) {
        this.commitTimeout = commitTimeout;
    }

    public @Nullable Duration getCloseTimeout() {
        return closeTimeout;
    }

    public void setCloseTimeout(@Nullable Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    public @Nullable Boolean getRecordMetrics() {
        return recordMetrics;
    }

    public void setRecordMetrics(@Nullable Boolean recordMetrics) {
        this.recordMetrics = recordMetrics;
    }

    public boolean isRecordBlockMetrics() {
        return recordBlockMetrics;
    }

    public void setRecordBlockMetrics(boolean recordBlockMetrics) {
        this.recordBlockMetrics = recordBlockMetrics;
    }

    public boolean isObserveBlocks() {
        return observeBlocks;
    }

    public void setObserveBlocks(boolean observeBlocks) {
        this.observeBlocks = observeBlocks;
    }

    public boolean isRecordSql() {
        return recordSql;
    }

    public void setRecordSql(boolean recordSql) {
        this.recordSql = recordSql;
    }

    public boolean isSendBlockNames() {
        return sendBlockNames;
    }

    public void setSendBlockNames(boolean sendBlockNames) {
        this.sendBlockNames = sendBlockNames;
    }

    public @Nullable Duration getWarnIfHeldLongerThan() {
        return warnIfHeldLongerThan;
    }

    public void setWarnIfHeldLongerThan(@Nullable Duration warnIfHeldLongerThan) {
        this.warnIfHeldLongerThan = warnIfHeldLongerThan;
    }

    public boolean isRequireTransaction() {
        return requireTransaction;
    }

    public void setRequireTransaction(boolean requireTransaction) {
        this.requireTransaction = requireTransaction;
    }

    public boolean isTransactionManager() {
        return transactionManager;
    }

    public void setTransactionManager(boolean transactionManager) {
        this.transactionManager = transactionManager;
    }

    /** Settings of one database. */
    public static class DatabaseSettings {

        /** Whether the DataSource bean is a database of the transactions. */
        private boolean enabled = true;

        /** How many connections the DataSource gives at most. By default its pool is asked. */
        private @Nullable Integer connections;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public @Nullable Integer getConnections() {
            return connections;
        }

        public void setConnections(@Nullable Integer connections) {
            this.connections = connections;
        }
    }
}
