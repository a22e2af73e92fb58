package dev.aatomic.examples.kotlinspringboot

import java.math.BigDecimal

/** An account, and the money in it. */
data class Account(val id: Long, val owner: String, val balance: BigDecimal)

/** What is to be moved. */
data class Transfer(val source: Long, val target: Long, val amount: BigDecimal)

/** What was moved. */
data class Receipt(val id: Long, val transfer: Transfer)

/** There is not enough money in the account. */
class InsufficientFundsException(id: Long) : RuntimeException("There is not enough money in account $id")
