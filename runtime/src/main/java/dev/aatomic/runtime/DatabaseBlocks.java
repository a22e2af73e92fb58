package dev.aatomic.runtime;

import java.util.List;

/**
 * The blocks of one database. Immutable.
 *
 * @param database the name given to the builder
 * @param connections how many connections there are
 * @param held how many of them were held
 * @param waiting how many waited for one
 * @param blocks first those that hold a connection, who has held it for longest first, and guests of another library's transactions; then
 *     those that hold none and wait for none; then those that wait for a connection, who comes next first. Nested blocks follow the block
 *     around them, the outer ones first
 */
public record DatabaseBlocks(String database, int connections, int held, int waiting, List<BlockEntry> blocks) {

    /**
     * Copies the list.
     *
     * @param database {@link #database()}
     * @param connections {@link #connections()}
     * @param held {@link #held()}
     * @param waiting {@link #waiting()}
     * @param blocks {@link #blocks()}
     */
    public DatabaseBlocks {
        blocks = List.copyOf(blocks);
    }

    /**
     * The blocks as text, one line each under a heading. Of those that wait for the same the first 20 are there, and the number of the others.
     *
     * @return lines, each with its end
     */
    @Override
    public String toString() {
        return BlocksText.of(this);
    }
}
