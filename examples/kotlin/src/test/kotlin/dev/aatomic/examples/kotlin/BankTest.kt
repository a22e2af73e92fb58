package dev.aatomic.examples.kotlin

import dev.aatomic.testing.http.AccountsContract
import dev.aatomic.testing.http.Gatekeeper
import io.ktor.server.engine.connector
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import java.net.URI
import java.net.http.HttpClient
import javax.sql.DataSource
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AutoClose

/** Drives the bank over HTTP, and asks its database what has come of it. Each test has a server of its own. */
internal class BankTest : AccountsContract {

    private val gatekeeper = Gatekeeper()
    private val client = AccountsContract.newClient()
    private val bank = Bank(newDatabase(), GatedAuditor(gatekeeper))

    /** One thread serves all requests. */
    private val server = embeddedServer(
        Netty,
        configure = {
            connector { port = 0 }
            shareWorkGroup = true
            connectionGroupSize = 1
            workerGroupSize = 1
            callGroupSize = 1
        },
    ) { bank(bank.accounts) }.start()

    @AutoClose
    private val all = AutoCloseable {
        server.stop(0, 0)
        bank.close()
    }

    override fun server(): URI = URI("http://localhost:${runBlocking { server.engine.resolvedConnectors().first().port }}")

    override fun client(): HttpClient = client

    override fun dataSource(): DataSource = bank.dataSource

    override fun activeConnections(): Long = bank.dataSource.hikariPoolMXBean.activeConnections.toLong()

    override fun auditor(): Gatekeeper = gatekeeper

    override fun mailsSent(): Long = bank.mails.sent

    /** The auditor, who answers when a test wants it. */
    private class GatedAuditor(private val gatekeeper: Gatekeeper) : Auditor {

        override suspend fun tell(event: String) {
            val gate = gatekeeper.gateFor(event) ?: return Auditor.ATTENTIVE.tell(event)
            gate.reached.countDown()
            try {
                gate.answer.await()
            } catch (e: CancellationException) {
                gate.cancelled.countDown()
                throw e
            }
        }
    }
}
