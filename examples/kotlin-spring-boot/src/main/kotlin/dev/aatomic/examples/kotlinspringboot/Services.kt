package dev.aatomic.examples.kotlinspringboot

import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay
import org.springframework.stereotype.Component

/** Stands for a service that is called over the network. */
interface Auditor {

    /** Returns when the auditor has taken note. */
    suspend fun tell(event: String)
}

/** Takes note of everything, after a moment. */
@Component
class AttentiveAuditor : Auditor {

    override suspend fun tell(event: String) = delay(2.milliseconds)
}

/** Stands for what is done once a transfer is certain. */
@Component
class Mails {

    private val count = AtomicLong()

    val sent: Long get() = count.get()

    fun send(receipt: Receipt) {
        check(receipt.id > 0) { "Not a receipt: $receipt" }
        count.incrementAndGet()
    }
}
