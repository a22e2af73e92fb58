package dev.aatomic.testing;

/** The databases that tests run on. */
public enum Server {
    H2,
    POSTGRES
}
