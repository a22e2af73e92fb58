package dev.aatomic.examples.kotlinspringboot

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication

/** The application. The transactions are made of its data source, and the generated class is found by scanning. */
@SpringBootApplication
class BankApplication

/** Serves the bank until the process is stopped. */
fun main(arguments: Array<String>) {
    runApplication<BankApplication>(*arguments)
}
