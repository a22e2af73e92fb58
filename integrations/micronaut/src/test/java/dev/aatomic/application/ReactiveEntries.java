package dev.aatomic.application;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.reactive.ReactorCrudRepository;

/** A repository whose methods return publishers. */
@JdbcRepository(dialect = Dialect.ANSI)
public interface ReactiveEntries extends ReactorCrudRepository<Entry, Integer> {}
