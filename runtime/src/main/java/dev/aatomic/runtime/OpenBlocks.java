package dev.aatomic.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Who holds and who waits: the open and the waiting blocks of all databases. Immutable. {@link #toString()} is text for a log, or to
 * stand beside a thread dump.
 *
 * <p>Of each database, who holds a connection and who waits for one is of one moment. What each of them does is looked at right after that,
 * of an outermost block and all that is nested in it again at one moment. So a block may be seen to end that is counted as a holder.
 *
 * @param databases in the order in which they were given to the builder
 */
public record OpenBlocks(List<DatabaseBlocks> databases) {

    /**
     * Copies the list.
     *
     * @param databases the blocks of each database
     */
    public OpenBlocks {
        databases = List.copyOf(databases);
    }

    /**
     * The blocks of one database.
     *
     * @param name the name given to the builder
     * @return its blocks
     * @throws IllegalArgumentException if no database has that name
     */
    public DatabaseBlocks database(String name) {
        return databases.stream()
                .filter(each -> each.database().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No database is named '" + name + "'; expected one of "
                        + databases.stream().map(DatabaseBlocks::database).toList()));
    }

    /**
     * The blocks as text: for each database a heading, and below it one line a block, nested blocks further to the right, and those that
     * wait after those that hold. Of those that wait for the same the first 20 are there, who comes next first, and the number of the others.
     *
     * @return lines, each with its end
     */
    @Override
    public String toString() {
        return databases.stream().map(DatabaseBlocks::toString).collect(Collectors.joining());
    }
}
