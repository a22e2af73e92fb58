package dev.aatomic.runtime.management;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockReference;
import org.jspecify.annotations.Nullable;

/** A {@link BlockEntry} in a form that JMX can show. What is not known is null, or -1. Immutable. */
public final class BlockData {

    private final BlockEntry entry;

    /**
     * Takes the entry.
     *
     * @param entry the block
     */
    public BlockData(BlockEntry entry) {
        this.entry = entry;
    }

    /**
     * The number of the outermost block.
     *
     * @return {@link BlockEntry#id()}
     */
    public long getId() {
        return entry.id();
    }

    /**
     * Its name.
     *
     * @return {@link BlockEntry#name()}
     */
    public String getName() {
        return entry.name();
    }

    /**
     * Its database.
     *
     * @return {@link BlockEntry#database()}
     */
    public String getDatabase() {
        return entry.database();
    }

    /**
     * How many blocks are around it.
     *
     * @return {@link BlockEntry#depth()}
     */
    public int getDepth() {
        return entry.depth();
    }

    /**
     * What it was doing.
     *
     * @return the name of the {@link dev.aatomic.runtime.BlockState}
     */
    public String getState() {
        return entry.state().name();
    }

    /**
     * How long ago it was opened, in nanoseconds.
     *
     * @return {@link BlockEntry#openNanos()}; -1 if that is not known
     */
    public long getOpenNanos() {
        return entry.openNanos().orElse(-1);
    }

    /**
     * How long it has held its connection, in nanoseconds.
     *
     * @return {@link BlockEntry#holdNanos()}; -1 if that is not known
     */
    public long getHoldNanos() {
        return entry.holdNanos().orElse(-1);
    }

    /**
     * Which connection it holds.
     *
     * @return {@link BlockEntry#connection()}; -1 for none
     */
    public int getConnection() {
        return entry.connection().orElse(-1);
    }

    /**
     * Whether it takes part in another library's transaction.
     *
     * @return {@link BlockEntry#enclosed()}
     */
    public boolean isEnclosed() {
        return entry.enclosed();
    }

    /**
     * Where the outermost block was opened.
     *
     * @return {@link BlockEntry#openedAt()}; null if that is not known
     */
    public @Nullable String getOpenedAt() {
        return entry.openedAt().orElse(null);
    }

    /**
     * What is done on the connection.
     *
     * @return {@link BlockEntry#operation()}; null for nothing
     */
    public @Nullable String getOperation() {
        return entry.operation().orElse(null);
    }

    /**
     * The SQL text of the statement in flight.
     *
     * @return {@link BlockEntry#sql()}; null if that is not known
     */
    public @Nullable String getSql() {
        return entry.sql().orElse(null);
    }

    /**
     * Whom it waits for.
     *
     * @return the ids of {@link BlockEntry#waitsFor()}
     */
    public long[] getWaitsFor() {
        return entry.waitsFor().stream().mapToLong(BlockReference::id).toArray();
    }
}
