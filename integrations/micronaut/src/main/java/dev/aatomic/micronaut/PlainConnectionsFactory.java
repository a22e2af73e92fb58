package dev.aatomic.micronaut;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.operations.DefaultDataSourceConnectionOperations;
import io.micronaut.data.connection.support.AbstractConnectionOperations;
import java.sql.Connection;
import javax.sql.DataSource;

/** Shows the connections outside blocks under the type by which Micronaut finds what it adds to connections, as to Oracle's. */
@Factory
@Requires(classes = DefaultDataSourceConnectionOperations.class)
final class PlainConnectionsFactory {

    @EachBean(DataSource.class)
    @Bean(typed = AbstractConnectionOperations.class)
    @Replaces(DefaultDataSourceConnectionOperations.class)
    AbstractConnectionOperations<Connection> plain(@Parameter BlockConnectionOperations connections) {
        return connections.outside().plain();
    }
}
