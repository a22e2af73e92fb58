package dev.aatomic.databases.promise;

/** A test that has a fixture. */
public interface OnDatabase {

    Fixture fixture();
}
