package dev.aatomic.runtime.internal.inspect;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is seen of one block, while an entry is made of it. Used by one thread. */
public final class Sight {

    private static final int NONE = -1;

    final long id;
    private final String name;
    private final int depth;
    BlockState state;
    private long openNanos = NONE;
    private long holdNanos = NONE;
    private int slot = NONE;
    private boolean enclosed;
    private @Nullable String openedAt;
    private @Nullable String operation;
    private @Nullable String sql;
    private List<BlockReference> waitsFor = List.of();

    /** Something that does this, and nothing else is known of it. */
    public Sight(long id, String name, int depth, BlockState state) {
        this.id = id;
        this.name = Failures.bounded(name);
        this.depth = depth;
        this.state = state;
    }

    /** How long it has been open. */
    public Sight openFor(long nanos) {
        openNanos = nanos;
        return this;
    }

    /** How long it has been seen open, for one of which nothing better is known. */
    Sight openForAtLeast(long nanos) {
        openNanos = Math.max(openNanos, nanos);
        return this;
    }

    /** How long it has held what it holds. */
    public Sight heldFor(long nanos) {
        holdNanos = nanos;
        return this;
    }

    /** How long it has been seen to hold, for one of which nothing better is known. */
    public Sight heldAtLeast(long nanos) {
        holdNanos = Math.max(holdNanos, nanos);
        return this;
    }

    /** What it does on its connection. */
    public Sight at(@Nullable String what) {
        operation = what;
        return this;
    }

    /** The statement in flight on its connection. */
    public Sight running(@Nullable StatementInFlight statement) {
        sql = statement == null ? null : statement.sql();
        return this;
    }

    Sight on(int connection) {
        slot = connection;
        return this;
    }

    Sight asGuest() {
        enclosed = true;
        return this;
    }

    Sight openedAt(@Nullable String place) {
        openedAt = place;
        return this;
    }

    Sight behind(List<BlockReference> others) {
        waitsFor = others;
        return this;
    }

    /** How long it has held what it holds; negative if that is not known. */
    long holdNanos() {
        return holdNanos;
    }

    /** How others refer to it. */
    BlockReference reference() {
        return new BlockReference(id, name, depth);
    }

    BlockEntry entry(String database) {
        return new BlockEntry(
                id,
                name,
                database,
                depth,
                state,
                known(openNanos),
                known(holdNanos),
                slot == NONE ? OptionalInt.empty() : OptionalInt.of(slot),
                enclosed,
                Optional.ofNullable(openedAt),
                Optional.ofNullable(operation),
                Optional.ofNullable(sql),
                waitsFor);
    }

    private static OptionalLong known(long nanos) {
        return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
    }
}
