package dev.aatomic.jta;

import javax.sql.DataSource;

/** A data source whose connections are enlisted in JTA transactions. It is the key under which a transaction keeps what was lent of it. */
final class EnlistedDataSource {

    final String database;
    final DataSource dataSource;

    EnlistedDataSource(String database, DataSource dataSource) {
        this.database = database;
        this.dataSource = dataSource;
    }
}
