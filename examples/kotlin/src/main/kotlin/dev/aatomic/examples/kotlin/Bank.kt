package dev.aatomic.examples.kotlin

import com.fasterxml.jackson.module.kotlin.jacksonObjectMapper
import com.fasterxml.jackson.module.kotlin.readValue
import com.zaxxer.hikari.HikariDataSource
import dev.aatomic.runtime.Transactions
import dev.aatomic.runtime.jooq.AatomicJooq
import io.ktor.http.ContentType
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.application.install
import io.ktor.server.http.HttpRequestLifecycle
import io.ktor.server.plugins.statuspages.StatusPages
import io.ktor.server.request.receiveText
import io.ktor.server.response.respondBytesWriter
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.post
import io.ktor.server.routing.routing
import io.ktor.utils.io.writeStringUtf8
import org.jooq.SQLDialect

/** Everything that the bank consists of. */
class Bank(val dataSource: HikariDataSource, auditor: Auditor = Auditor.ATTENTIVE) : AutoCloseable {

    val mails = Mails()

    // tag::set-up[]
    private val transactions = Transactions.builder().database("bank", dataSource).build()

    val accounts: Accounts = AccountsAatomic(
        JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.H2), transactions, auditor, mails),
        transactions,
    )
    // end::set-up[]

    override fun close() {
        transactions.close()
        dataSource.close()
    }
}

private val json = jacksonObjectMapper()

/** The accounts over HTTP. */
fun Application.bank(accounts: Accounts) {
    // tag::hang-up[]
    // A client that hangs up cancels the coroutine of its call, and so rolls back.
    install(HttpRequestLifecycle) { cancelCallOnClose = true }
    // end::hang-up[]
    install(StatusPages) {
        exception<InsufficientFundsException> { call, refused ->
            call.respondText(refused.message.orEmpty(), status = HttpStatusCode.Conflict)
        }
    }
    routing {
        post("/transfers") {
            val receipt = accounts.transfer(json.readValue(call.receiveText()))
            call.respondText(json.writeValueAsString(receipt), ContentType.Application.Json)
        }
        get("/accounts") {
            call.respondBytesWriter(ContentType.Text.EventStream) {
                accounts.list().collect { account ->
                    writeStringUtf8("data:${json.writeValueAsString(account)}\n\n")
                    flush()
                }
            }
        }
    }
}
