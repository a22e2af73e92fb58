package dev.aatomic.conformance.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where in a program an operation runs: which blocks are open around it, and where what it notes goes. Worked out from the
 * program alone, so that it can be compared with what the library says. Immutable, but for its trace.
 */
final class Position {

    /** How many blocks of a database are open, and the position around the outermost. */
    private record Open(int blocks, Position around) {}

    private final Map<String, Open> open;
    private final Set<String> autocommit;
    private final Set<String> hooksOf;
    private final Trace trace;

    private Position(Map<String, Open> open, Set<String> autocommit, Set<String> hooksOf, Trace trace) {
        this.open = Map.copyOf(open);
        this.autocommit = Set.copyOf(autocommit);
        this.hooksOf = Set.copyOf(hooksOf);
        this.trace = trace;
    }

    /** The start of a program: no block, in the autocommit context of the given databases. */
    static Position start(Iterable<String> databases, Trace trace) {
        Set<String> autocommit = new HashSet<>();
        databases.forEach(autocommit::add);
        return new Position(Map.of(), autocommit, Set.of(), trace);
    }

    Position inBlock(String database) {
        Open outer = open.get(database);
        Map<String, Open> opened = new HashMap<>(open);
        opened.put(database, outer == null ? new Open(1, this) : new Open(outer.blocks() + 1, outer.around()));
        return new Position(opened, autocommit, hooksOf, trace);
    }

    /** The position of a hook registered here: around the outermost block of its database, in whose autocommit context it is. */
    Position inHook(String database) {
        Open outer = open.get(database);
        if (outer == null) {
            Set<String> contexts = new HashSet<>(autocommit);
            contexts.add(database);
            return new Position(open, contexts, hooksOf, trace);
        }
        Set<String> inHooksOf = new HashSet<>(outer.around().hooksOf);
        inHooksOf.add(database);
        return new Position(outer.around().open, Set.of(database), inHooksOf, outer.around().trace);
    }

    Position withTrace(Trace other) {
        return new Position(open, autocommit, hooksOf, other);
    }

    boolean isOpen(String database) {
        return open.containsKey(database);
    }

    /** Whether hooks of a database's blocks run, and this is in one of them. */
    boolean isInHookOf(String database) {
        return hooksOf.contains(database);
    }

    /** Whether operations on a database need no autocommit context of their own. */
    boolean isCovered(String database) {
        return isOpen(database) || autocommit.contains(database);
    }

    /** How many blocks of a database are open. */
    int blocks(String database) {
        Open outer = open.get(database);
        return outer == null ? 0 : outer.blocks();
    }

    Trace trace() {
        return trace;
    }
}
