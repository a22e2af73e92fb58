package dev.aatomic.application;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.stream.Stream;

/** A repository of Micronaut Data. */
@JdbcRepository(dialect = Dialect.ANSI)
public interface Entries extends CrudRepository<Entry, Integer> {

    /** The rows one by one. */
    Stream<Entry> findByVGreaterThan(int v);

    default void insert(int v) {
        save(new Entry(v));
    }
}
