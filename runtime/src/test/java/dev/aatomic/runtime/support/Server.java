package dev.aatomic.runtime.support;

/** The databases that tests run on. */
public enum Server {
    H2,
    POSTGRES
}
