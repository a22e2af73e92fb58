package dev.aatomic.application;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.async.AsyncCrudRepository;

/** A repository whose methods return futures. */
@JdbcRepository(dialect = Dialect.ANSI)
public interface AsyncEntries extends AsyncCrudRepository<Entry, Integer> {}
