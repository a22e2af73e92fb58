package dev.aatomic.examples.kotlin

import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty

private const val PORT = 8080

/** Serves the bank until the process is stopped. */
fun main() {
    Bank(newDatabase()).use { bank ->
        embeddedServer(Netty, PORT) { bank(bank.accounts) }.start(wait = true)
    }
}
