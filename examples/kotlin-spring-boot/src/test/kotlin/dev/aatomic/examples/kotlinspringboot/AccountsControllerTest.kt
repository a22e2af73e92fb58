package dev.aatomic.examples.kotlinspringboot

import com.zaxxer.hikari.HikariDataSource
import dev.aatomic.testing.http.AccountsContract
import dev.aatomic.testing.http.Gatekeeper
import java.net.URI
import java.net.http.HttpClient
import java.time.Duration
import javax.sql.DataSource
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.future.await
import org.junit.jupiter.api.AutoClose
import org.springframework.beans.factory.getBean
import org.springframework.boot.builder.SpringApplicationBuilder
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Primary
import org.springframework.http.client.ReactorResourceFactory
import reactor.netty.resources.LoopResources

/** Drives the bank over HTTP, and asks its database what has come of it. Each test has an application of its own. */
internal class AccountsControllerTest : AccountsContract {

    private val client = AccountsContract.newClient()

    @AutoClose
    private val application = SpringApplicationBuilder(BankApplication::class.java, TestBeans::class.java).run("--server.port=0")

    private val pool = application.getBean<HikariDataSource>()

    override fun server(): URI = URI("http://localhost:${application.environment.getRequiredProperty("local.server.port")}")

    override fun client(): HttpClient = client

    override fun dataSource(): DataSource = pool

    override fun activeConnections(): Long = pool.hikariPoolMXBean.activeConnections.toLong()

    override fun auditor(): Gatekeeper = application.getBean<GatedAuditor>().gatekeeper

    override fun mailsSent(): Long = application.getBean<Mails>().sent

    /** Not annotated, since the application would find it by scanning. */
    class TestBeans {

        @Bean
        @Primary
        fun auditor(attentive: AttentiveAuditor) = GatedAuditor(attentive)

        /** One thread serves all requests, and ends with the application. */
        @Bean
        fun reactorResources() = ReactorResourceFactory().apply {
            isUseGlobalResources = false
            setShutdownQuietPeriod(Duration.ZERO)
            setLoopResourcesSupplier { LoopResources.create("bank", 1, true) }
        }
    }

    /** The auditor, who answers when a test wants it. */
    class GatedAuditor(private val attentive: Auditor) : Auditor {

        val gatekeeper = Gatekeeper()

        override suspend fun tell(event: String) {
            val gate = gatekeeper.gateFor(event) ?: return attentive.tell(event)
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
