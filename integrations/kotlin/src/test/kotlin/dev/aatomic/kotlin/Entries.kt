package dev.aatomic.kotlin

import com.zaxxer.hikari.HikariConfig
import com.zaxxer.hikari.HikariDataSource
import dev.aatomic.runtime.Atomic
import dev.aatomic.runtime.Transactions
import dev.aatomic.testing.Await
import dev.aatomic.testing.Server
import dev.aatomic.testing.TestDatabase
import java.sql.Connection
import java.time.Duration
import java.util.concurrent.Executor
import javax.sql.DataSource
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A database of its own for one test, with the pool that blocks take their connections from. */
internal class Entries(
    server: Server = Server.H2,
    connections: Int = 8,
    closeTimeout: Duration = Duration.ofSeconds(30),
    executor: Executor? = null,
) : AutoCloseable {

    val database = TestDatabase(server)
    val pool = HikariDataSource(HikariConfig().apply {
        jdbcUrl = database.url()
        maximumPoolSize = connections
    })
    val transactions: Transactions =
        Transactions.builder().database("default", pool).closeTimeout(closeTimeout)
            .apply { executor?.let(::executor) }.build()

    /** Leads to the block that is current where it is used. */
    val source: DataSource = transactions.dataSource()

    val atomic: Atomic get() = transactions.atomic()

    /** Inserts a row, on this thread, in the block that is current on it. */
    fun insert(value: Int) {
        source.connection.use { it.insert(value) }
    }

    /** What is seen here. */
    fun seen(): List<Int> = source.connection.use { connection ->
        connection.createStatement().use { statement ->
            statement.executeQuery("select v from entry order by v").use { rows ->
                generateSequence { if (rows.next()) rows.getInt(1) else null }.toList()
            }
        }
    }

    /** What is committed, seen by another connection. */
    val committed: List<Int> get() = database.rows()

    val connectionsOut: Int get() = pool.hikariPoolMXBean.activeConnections

    override fun close() {
        Await.until("all connections are back") { connectionsOut == 0 }
        transactions.close()
        pool.close()
        database.close()
    }
}

internal fun Connection.insert(value: Int) {
    prepareStatement("insert into entry values (?)").use {
        it.setInt(1, value)
        it.executeUpdate()
    }
}

/** Runs a test on a pool of threads, within a bound. */
internal fun withEntries(
    server: Server = Server.H2,
    connections: Int = 8,
    closeTimeout: Duration = Duration.ofSeconds(30),
    executor: Executor? = null,
    test: suspend CoroutineScope.(Entries) -> Unit,
) {
    Entries(server, connections, closeTimeout, executor).use { entries ->
        runBlocking(Dispatchers.Default) {
            withTimeout(60.seconds) { test(entries) }
        }
    }
}
