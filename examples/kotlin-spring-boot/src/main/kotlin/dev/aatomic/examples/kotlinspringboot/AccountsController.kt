package dev.aatomic.examples.kotlinspringboot

import kotlinx.coroutines.flow.Flow
import org.springframework.http.HttpStatus
import org.springframework.http.MediaType
import org.springframework.web.bind.annotation.ExceptionHandler
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PostMapping
import org.springframework.web.bind.annotation.RequestBody
import org.springframework.web.bind.annotation.ResponseStatus
import org.springframework.web.bind.annotation.RestController

/** The accounts over HTTP. WebFlux cancels the coroutine of a request when its client hangs up, and so rolls back. */
// tag::controller[]
@RestController
class AccountsController(private val accounts: Accounts) {

    @PostMapping("/transfers")
    suspend fun transfer(@RequestBody transfer: Transfer): Receipt = accounts.transfer(transfer)

    @GetMapping("/accounts", produces = [MediaType.TEXT_EVENT_STREAM_VALUE])
    fun list(): Flow<Account> = accounts.list()
    // end::controller[]

    @ExceptionHandler
    @ResponseStatus(HttpStatus.CONFLICT)
    fun refuse(refused: InsufficientFundsException): String? = refused.message
}
