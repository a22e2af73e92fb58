package dev.aatomic.reactive.random;

/** Through which type of a library a block is opened. */
enum Form {
    /** One value, once the block has ended. */
    VALUE,
    /** No value. */
    EMPTY,
    STREAM,
    /** A publisher that is none of the library's own. */
    PUBLISHER;

    boolean isStream() {
        return this == STREAM || this == PUBLISHER;
    }
}
