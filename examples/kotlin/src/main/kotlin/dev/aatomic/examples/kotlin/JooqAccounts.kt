package dev.aatomic.examples.kotlin

import dev.aatomic.kotlin.onCommitAwait
import dev.aatomic.runtime.Transactions
import java.math.BigDecimal
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.future.await
import org.jooq.DSLContext
import org.jooq.impl.DSL.field
import org.jooq.impl.DSL.table

/** Accounts in jOOQ. Nothing here begins, commits or rolls back, and nothing says which transaction a statement belongs to. */
class JooqAccounts(
    private val dsl: DSLContext,
    private val transactions: Transactions,
    private val auditor: Auditor,
    private val mails: Mails,
) : Accounts {

    // tag::transfer[]
    override suspend fun transfer(transfer: Transfer): Receipt {
        withdraw(transfer)
        auditor.tell("transfer")
        val receipt = deposit(transfer)
        transactions.onCommitAwait { mails.send(receipt) }
        return receipt
    }
    // end::transfer[]

    // tag::list[]
    override fun list(): Flow<Account> = flow {
        dsl.insertInto(LISTING).defaultValues().executeAsync().await()
        var last = 0L
        do {
            auditor.tell("page")
            val page = pageAfter(last)
            page.forEach { emit(it) }
            last = page.lastOrNull()?.id ?: last
        } while (page.isNotEmpty())
    }
    // end::list[]

    /** Locks both accounts, in one order, so that two transfers do not wait for each other, and takes the money. */
    private suspend fun withdraw(transfer: Transfer) {
        val balances = dsl.select(ID, BALANCE)
            .from(ACCOUNT)
            .where(ID.`in`(transfer.source, transfer.target))
            .orderBy(ID)
            .forUpdate()
            .fetchAsync()
            .await()
            .intoMap(ID, BALANCE)
        if ((balances[transfer.source] ?: BigDecimal.ZERO) < transfer.amount) {
            throw InsufficientFundsException(transfer.source)
        }
        add(transfer.source, transfer.amount.negate())
    }

    /** Gives the money to its new owner. */
    private suspend fun deposit(transfer: Transfer): Receipt {
        add(transfer.target, transfer.amount)
        val keys = dsl.insertInto(TRANSFER, SOURCE, TARGET, AMOUNT)
            .values(transfer.source, transfer.target, transfer.amount)
            .returning(ID)
            .fetchAsync()
            .await()
        return Receipt(keys.single().get(ID), transfer)
    }

    // tag::statement[]
    private suspend fun add(id: Long, amount: BigDecimal) {
        dsl.update(ACCOUNT).set(BALANCE, BALANCE.plus(amount)).where(ID.eq(id)).executeAsync().await()
    }
    // end::statement[]

    private suspend fun pageAfter(last: Long): List<Account> = dsl.select(ID, OWNER, BALANCE)
        .from(ACCOUNT)
        .where(ID.gt(last))
        .orderBy(ID)
        .limit(PAGE)
        .fetchAsync()
        .await()
        .map { Account(it[ID], it[OWNER], it[BALANCE]) }

    private companion object {
        const val PAGE = 100
        val ACCOUNT = table("account")
        val TRANSFER = table("transfer")
        val LISTING = table("listing")
        val ID = field("id", Long::class.java)
        val OWNER = field("owner", String::class.java)
        val BALANCE = field("balance", BigDecimal::class.java)
        val SOURCE = field("source", Long::class.java)
        val TARGET = field("target", Long::class.java)
        val AMOUNT = field("amount", BigDecimal::class.java)
    }
}
