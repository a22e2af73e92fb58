package dev.aatomic.examples.kotlinspringboot

import dev.aatomic.Aatomic
import kotlinx.coroutines.flow.Flow

/** The accounts of a bank. Each call of a suspend function, and each collection of a flow, is a transaction. */
@Aatomic
interface Accounts {

    /** Moves money, all of it or nothing. Returns after COMMIT. */
    @Aatomic(timeout = "30s")
    suspend fun transfer(transfer: Transfer): Receipt

    /** Reads all accounts as fast as they are collected, and writes down that they were read. Commits before `collect` returns. */
    @Aatomic(timeout = "60s")
    fun list(): Flow<Account>
}
