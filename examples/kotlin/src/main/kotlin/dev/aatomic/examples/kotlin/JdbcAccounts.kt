package dev.aatomic.examples.kotlin

import dev.aatomic.runtime.Transactions
import java.util.concurrent.CompletionStage

/** Accounts in plain JDBC. Nothing here begins, commits or rolls back. */
class JdbcAccounts(private val transactions: Transactions) : Accounts {

    override fun transfer(from: Long, to: Long, amount: Long): CompletionStage<Long> =
        add(to, amount).thenCompose { add(from, -amount) }.thenCompose { balance(from) }

    override fun balance(id: Long): CompletionStage<Long> = transactions.submit<Long> { connection ->
        connection.prepareStatement("SELECT balance FROM account WHERE id = ?").use { statement ->
            statement.setLong(1, id)
            statement.executeQuery().use { rows ->
                rows.next()
                rows.getLong(1)
            }
        }
    }

    private fun add(id: Long, amount: Long): CompletionStage<Int> = transactions.submit<Int> { connection ->
        connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?").use { statement ->
            statement.setLong(1, amount)
            statement.setLong(2, id)
            statement.executeUpdate()
        }
    }
}
