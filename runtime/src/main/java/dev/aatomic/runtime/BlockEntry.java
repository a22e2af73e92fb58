package dev.aatomic.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One block at one moment: outermost or nested, or a step or connection outside any block. Immutable.
 *
 * @param id the number of the outermost block, from 1 on; unique in this process, and the same each time the block is looked at. A nested
 *     block has that of its outermost block. Each attempt of a block that is retried is a block of its own, and so is the pause between two
 * @param name its name, or where its body was written, on one line and no longer than a line has room for; "in autocommit" for a step or
 *     connection outside any block
 * @param database the name of its database
 * @param depth how many blocks are around it on its connection; 0 for an outermost one
 * @param state what it was doing
 * @param openNanos how long ago it was opened, or asked for its connection, in nanoseconds. Known of one that waits for a connection; of the
 *     others only where times are measured, as with {@link Transactions.Builder#recordMetrics}, a listener or a given
 *     {@link Transactions.Builder#warnIfHeldLongerThan}, and of nested ones only with a listener. Empty where it is not known
 * @param holdNanos how long an outermost block has held its connection, or the right to one, in nanoseconds. Where times are not measured
 *     this is how long the engine has seen it hold, which is some 10 ms less; empty where it has not seen it yet, and where nothing is held
 * @param connection which of the database's connections it holds, from 0 to their number minus 1; the same number goes to the next holder.
 *     Empty where it holds none of these
 * @param enclosed whether it takes part in another library's transaction, on the connection of that
 * @param openedAt the line of the user's code in which the outermost block was opened; empty unless
 *     {@link Transactions.Builder#warnIfHeldLongerThan} was set
 * @param operation what is done on the connection: "statement", "step", "commit", "rollback" or "savepoint"; empty for nothing, or where
 *     that is not known
 * @param sql the SQL text of the statement in flight, as it was given to {@code prepareStatement} or {@code execute}, of a batch the text
 *     that was added last. Never the value of a parameter. Empty unless {@link Transactions.Builder#recordSql} was set
 * @param waitsFor what it waits for: for a connection all who hold one, who has held it for longest first; for its turn the block that is open in
 *     front of it; where it holds a connection and nothing happens on that, a block that was opened in it and waits for a connection of its own
 */
public record BlockEntry(
        long id,
        String name,
        String database,
        int depth,
        BlockState state,
        OptionalLong openNanos,
        OptionalLong holdNanos,
        OptionalInt connection,
        boolean enclosed,
        Optional<String> openedAt,
        Optional<String> operation,
        Optional<String> sql,
        List<BlockReference> waitsFor) {

    /**
     * Copies the list.
     *
     * @param id {@link #id()}
     * @param name {@link #name()}
     * @param database {@link #database()}
     * @param depth {@link #depth()}
     * @param state {@link #state()}
     * @param openNanos {@link #openNanos()}
     * @param holdNanos {@link #holdNanos()}
     * @param connection {@link #connection()}
     * @param enclosed {@link #enclosed()}
     * @param openedAt {@link #openedAt()}
     * @param operation {@link #operation()}
     * @param sql {@link #sql()}
     * @param waitsFor {@link #waitsFor()}
     */
    public BlockEntry {
        waitsFor = List.copyOf(waitsFor);
    }

    /**
     * Whether it holds a connection, or the right to one.
     *
     * @return true of an outermost block or step that keeps others from that connection, or is a guest on another library's
     */
    public boolean isHolding() {
        return connection.isPresent() || enclosed;
    }
}
