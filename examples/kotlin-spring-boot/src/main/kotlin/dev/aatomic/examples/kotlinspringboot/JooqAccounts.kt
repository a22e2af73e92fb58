package dev.aatomic.examples.kotlinspringboot

import dev.aatomic.AatomicDelegate
import dev.aatomic.kotlin.onCommitAwait
import dev.aatomic.runtime.Transactions
import java.math.BigDecimal
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.future.await
import org.jooq.DSLContext
import org.springframework.stereotype.Component

/** Accounts in ordinary jOOQ, over the `DSLContext` that Spring Boot configures. Nothing here begins, commits or rolls back. */
// tag::set-up[]
@Component
@AatomicDelegate
class JooqAccounts(
    private val dsl: DSLContext,
    private val transactions: Transactions,
    private val auditor: Auditor,
    private val mails: Mails,
) : Accounts {
    // end::set-up[]

    override suspend fun transfer(transfer: Transfer): Receipt {
        val (source, target, amount) = transfer
        lock(source, target)
        if (balance(source) < amount) {
            throw InsufficientFundsException(source)
        }
        add(source, amount.negate())
        auditor.tell("transfer")
        add(target, amount)
        val receipt = Receipt(record(transfer), transfer)
        transactions.onCommitAwait { mails.send(receipt) }
        return receipt
    }

    override fun list(): Flow<Account> = flow {
        dsl.query("INSERT INTO listing DEFAULT VALUES").executeAsync().await()
        var last = 0L
        do {
            auditor.tell("page")
            val page = pageAfter(last)
            page.forEach { emit(it) }
            last = page.lastOrNull()?.id ?: last
        } while (page.isNotEmpty())
    }

    /** In one order, so that two transfers do not wait for each other. */
    private suspend fun lock(source: Long, target: Long) {
        dsl.query("SELECT 1 FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE", source, target).executeAsync().await()
    }

    private suspend fun balance(id: Long): BigDecimal =
        dsl.resultQuery("SELECT balance FROM account WHERE id = ?", id).fetchAsync().await().single()[0, BigDecimal::class.java]

    private suspend fun add(id: Long, amount: BigDecimal) {
        dsl.query("UPDATE account SET balance = balance + ? WHERE id = ?", amount, id).executeAsync().await()
    }

    private suspend fun record(transfer: Transfer): Long = dsl
        .resultQuery(
            "SELECT id FROM FINAL TABLE (INSERT INTO transfer (source, target, amount) VALUES (?, ?, ?))",
            transfer.source,
            transfer.target,
            transfer.amount,
        )
        .fetchAsync()
        .await()
        .single()[0, Long::class.java]

    private suspend fun pageAfter(last: Long): List<Account> = dsl
        .resultQuery("SELECT id, owner, balance FROM account WHERE id > ? ORDER BY id LIMIT 100", last)
        .fetchAsync()
        .await()
        .map { it.into(Account::class.java) }
}
