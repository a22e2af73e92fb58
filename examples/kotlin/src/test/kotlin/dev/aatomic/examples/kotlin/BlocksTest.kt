package dev.aatomic.examples.kotlin

import dev.aatomic.kotlin.BlockContext
import dev.aatomic.kotlin.await
import dev.aatomic.kotlin.blocking
import dev.aatomic.kotlin.flow
import dev.aatomic.kotlin.submitAndAwait
import dev.aatomic.runtime.Transactions
import dev.aatomic.runtime.jooq.AatomicJooq
import java.math.BigDecimal
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import org.assertj.core.api.Assertions.assertThat
import org.jooq.DSLContext
import org.jooq.SQLDialect
import org.jooq.impl.DSL.field
import org.jooq.impl.DSL.table
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/** Blocks without a generated class, as the page on Kotlin shows them. */
internal class BlocksTest {

    private val pool = newDatabase()
    private val transactions: Transactions = Transactions.builder().database("bank", pool).build()
    private val dsl: DSLContext = AatomicJooq.dsl(transactions, SQLDialect.H2)

    @AfterEach
    fun close() {
        transactions.close()
        pool.close()
    }

    private suspend fun add(id: Long, amount: Int): Int = dsl.update(table("account"))
        .set(BALANCE, BALANCE.plus(amount))
        .where(field("id").eq(id))
        .executeAsync()
        .await()

    private fun balances(): List<Int> = pool.connection.use { connection ->
        connection.createStatement().use { statement ->
            statement.executeQuery("SELECT balance FROM account WHERE id <= 3 ORDER BY id").use { rows ->
                generateSequence { if (rows.next()) rows.getInt(1) else null }.toList()
            }
        }
    }

    @Test
    fun block(): Unit = runBlocking {
        // tag::await[]
        val moved = transactions.atomic().durable().await {
            add(id = 1, amount = -30)
            add(id = 2, amount = 30)
        }
        // end::await[]
        assertThat(moved).isOne()
        assertThat(balances()).containsExactly(70, 130, 100)
    }

    @Test
    fun children(): Unit = runBlocking {
        // tag::children[]
        transactions.atomic().await {
            listOf(1L, 2L, 3L).map { id -> async(Dispatchers.IO) { add(id, amount = 1) } }.awaitAll()
        }
        // end::children[]
        assertThat(balances()).containsExactly(101, 101, 101)
    }

    @Test
    fun timeout(): Unit = runBlocking {
        // tag::timeout[]
        val moved = withTimeoutOrNull(100.milliseconds) {
            transactions.atomic().await {
                add(id = 1, amount = -30)
                awaitCancellation() // stands for a service that does not answer
            }
        }
        // end::timeout[]
        assertThat(moved as Any?).isNull()
        assertThat(balances()).containsExactly(100, 100, 100)
    }

    @Test
    fun flow(): Unit = runBlocking {
        // tag::flow[]
        val ids = transactions.atomic().flow {
            for (id in 1L..3L) {
                add(id, amount = 1)
                emit(id)
            }
        }
        // end::flow[]
        assertThat(balances()).containsExactly(100, 100, 100)
        assertThat(ids.toList()).containsExactly(1, 2, 3)
        assertThat(balances()).containsExactly(101, 101, 101)
    }

    @Test
    fun jdbc(): Unit = runBlocking {
        val owner = transactions.atomic().await {
            // tag::submit[]
            transactions.submitAndAwait { connection ->
                connection.prepareStatement("SELECT owner FROM account WHERE id = ?").use { statement ->
                    statement.setLong(1, 1)
                    statement.executeQuery().use { rows -> if (rows.next()) rows.getString(1) else null }
                }
            }
            // end::submit[]
        }
        assertThat(owner).isEqualTo("Owner 1")
    }

    @Test
    fun blockingForm() {
        // tag::blocking[]
        val moved: Int = transactions.atomic().blocking {
            dsl.execute("UPDATE account SET balance = balance - 30 WHERE id = 1")
            runBlocking(Dispatchers.IO + BlockContext()) { add(id = 2, amount = 30) }
        }
        // end::blocking[]
        assertThat(moved).isOne()
        assertThat(balances()).containsExactly(70, 130, 100)
    }

    private companion object {
        val BALANCE = field("balance", BigDecimal::class.java)
    }
}
