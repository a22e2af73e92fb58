package dev.aatomic.benchmarks.runtime.form;

import java.net.URI;

/** Where a server is, for forms that do not go through JDBC. */
record ServerAddress(String host, int port) {

    static ServerAddress of(String jdbcUrl) {
        URI uri = URI.create(jdbcUrl.substring("jdbc:".length()));
        return new ServerAddress(uri.getHost(), uri.getPort());
    }
}
