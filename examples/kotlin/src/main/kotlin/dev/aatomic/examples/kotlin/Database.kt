package dev.aatomic.examples.kotlin

import com.zaxxer.hikari.HikariConfig
import com.zaxxer.hikari.HikariDataSource
import java.util.UUID

/** Makes an H2 database in memory with ten accounts, and a pool of connections to it. */
fun newDatabase(): HikariDataSource {
    val dataSource = HikariDataSource(HikariConfig().apply {
        jdbcUrl = "jdbc:h2:mem:${UUID.randomUUID()};LOCK_TIMEOUT=30000"
        maximumPoolSize = 4
    })
    dataSource.connection.use { connection ->
        connection.createStatement().use { statement ->
            statement.execute(
                """
                CREATE TABLE account (id BIGINT PRIMARY KEY, owner VARCHAR NOT NULL, balance DECIMAL(12, 2) NOT NULL);
                CREATE TABLE transfer (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    source BIGINT NOT NULL, target BIGINT NOT NULL, amount DECIMAL(12, 2) NOT NULL);
                CREATE TABLE listing (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
                INSERT INTO account SELECT x, 'Owner ' || x, 100 FROM system_range(1, 10);
                """.trimIndent(),
            )
        }
    }
    return dataSource
}
