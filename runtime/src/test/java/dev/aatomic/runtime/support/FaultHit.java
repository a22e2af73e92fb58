package dev.aatomic.runtime.support;

import java.util.List;

/**
 * A fault in a block.
 *
 * @param call the call that it happens in
 * @param before the calls before it
 * @param kind what happens
 * @param table what the table of faults says of it
 */
public record FaultHit(JdbcCall call, List<JdbcCall> before, FaultKind kind, Verdict table) {

    /** How many calls of a name came before. */
    public long before(String name) {
        return before.stream().filter(earlier -> earlier.is(name)).count();
    }

    public boolean isAfter(String name) {
        return before(name) > 0;
    }

    public boolean hangs() {
        return kind == FaultKind.HANG;
    }
}
