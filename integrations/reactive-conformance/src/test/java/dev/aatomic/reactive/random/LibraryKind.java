package dev.aatomic.reactive.random;

/** The libraries that programs are written with. */
enum LibraryKind {
    REACTOR,
    MUTINY,
    RXJAVA
}
