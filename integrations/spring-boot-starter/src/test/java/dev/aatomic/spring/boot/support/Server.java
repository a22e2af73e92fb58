package dev.aatomic.spring.boot.support;

/** The databases that tests run on. */
public enum Server {
    H2,
    POSTGRES
}
