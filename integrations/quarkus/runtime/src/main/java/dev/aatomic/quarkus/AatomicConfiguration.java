package dev.aatomic.quarkus;

import dev.aatomic.ConnectionAcquisition;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What an application says about its transactions when it starts. */
@ConfigMapping(prefix = "quarkus.aatomic")
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
public interface AatomicConfiguration {

    /**
     * Name of the data source that a block means which names none. By default the default data source, or the only one.
     *
     * @return the name
     */
    Optional<String> defaultDatabase();

    /**
     * Settings of single databases, by the name of their data source.
     *
     * @return the settings of those that have any
     */
    @ConfigDocMapKey("data-source-name")
    Map<String, DatabaseConfiguration> databases();

    /**
     * Whether only durable blocks may be outermost, so that one which has lost its context fails.
     *
     * @return whether only those may
     */
    @WithDefault("false")
    boolean requireDurable();

    /**
     * Whether a broken block that ended normally rolls back without an exception, as in Django.
     *
     * @return whether it does
     */
    @WithDefault("false")
    boolean silentRollback();

    /**
     * Whether what MicroProfile Context Propagation carries, such as the request context of CDI, is there in the code of blocks. Blocks
     * themselves are carried by it in any case.
     *
     * @return whether it is
     */
    @WithDefault("true")
    boolean contextPropagation();

    /**
     * When an outermost block takes its connection, where it does not say so itself: before its body runs, or with its first statement.
     *
     * @return when
     */
    @WithDefault("eager")
    ConnectionAcquisition connectionAcquisition();

    /**
     * How long a block may wait for a connection.
     *
     * @return the limit
     */
    @WithDefault("30s")
    Duration connectionTimeout();

    /**
     * How many may wait for a connection of one database. By default there is no limit.
     *
     * @return the limit
     */
    OptionalInt maxWaiting();

    /**
     * How long COMMIT or ROLLBACK may be in flight.
     *
     * @return the limit
     */
    @WithDefault("30s")
    Duration commitTimeout();

    /**
     * How long shutdown waits for open blocks before it rolls them back.
     *
     * @return the limit
     */
    @WithDefault("30s")
    Duration closeTimeout();

    /**
     * Whether the times that blocks wait for and hold their connections are measured. By default where there are meters.
     *
     * @return whether they are, where it is said
     */
    Optional<Boolean> recordMetrics();

    /**
     * Whether the blocks of each name have meters of their own, for 100 names at most, where there are meters; never where record-metrics is
     * false.
     *
     * @return whether they have
     */
    @WithDefault("true")
    boolean recordBlockMetrics();

    /**
     * Whether each block is a span, where there is OpenTelemetry.
     *
     * @return whether it is
     */
    @WithDefault("true")
    boolean observeBlocks();

    /**
     * How long a block may hold its connection, and its hooks may take, before the log warns of it. By default 30 seconds; a given time also
     * has the warning say in which line the block was opened, for which the stack of each block is looked at.
     *
     * @return the limit, where one is given
     */
    Optional<Duration> warnIfHeldLongerThan();

    /**
     * Whether the list of open blocks and flight recordings tell the SQL text of statements, without the values of their parameters.
     *
     * @return whether they do
     */
    @WithDefault("false")
    boolean recordSql();

    /**
     * Whether PostgreSQL is told the name of each outermost block as its application_name, until the end of the transaction; a round trip
     * a block.
     *
     * @return whether it is
     */
    @WithDefault("false")
    boolean sendBlockNames();

    /** Settings of one database. */
    interface DatabaseConfiguration {

        /**
         * Whether the data source is a database of the transactions.
         *
         * @return whether it is
         */
        @WithDefault("true")
        boolean enabled();

        /**
         * How many connections the data source gives at most. By default its pool is asked.
         *
         * @return the number, where one is given
         */
        OptionalInt connections();
    }
}
