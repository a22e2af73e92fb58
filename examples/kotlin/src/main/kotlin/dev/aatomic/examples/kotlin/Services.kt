package dev.aatomic.examples.kotlin

import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay

/** Stands for a service that is called over the network: its answer takes a moment. */
fun interface Auditor {

    /** Returns when the auditor has taken note. */
    suspend fun tell(event: String)

    companion object {
        /** Takes note of everything. */
        val ATTENTIVE = Auditor { delay(2.milliseconds) }
    }
}

/** Stands for what is done once a transfer is certain. */
class Mails {

    private val count = AtomicLong()

    val sent: Long get() = count.get()

    fun send(receipt: Receipt) {
        check(receipt.id > 0) { "Not a receipt: $receipt" }
        count.incrementAndGet()
    }
}
