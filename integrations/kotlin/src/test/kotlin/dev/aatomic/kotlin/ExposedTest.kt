package dev.aatomic.kotlin

import dev.aatomic.runtime.TransactionManagementException
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.exposed.v1.core.DatabaseConfig
import org.jetbrains.exposed.v1.core.Table
import org.jetbrains.exposed.v1.jdbc.Database
import org.jetbrains.exposed.v1.jdbc.insert
import org.jetbrains.exposed.v1.jdbc.transactions.transaction
import org.junit.jupiter.api.Test

/** Exposed, whose statements need a transaction of its own: it cannot commit one in a block, and nothing of it stays. */
internal class ExposedTest {

    private object Entry : Table("entry") {
        val v = integer("v")
    }

    @Test
    fun itsCommitInABlockIsRefusedAndTheBlockRollsBack() {
        Entries().use { entries ->
            val exposed = Database.connect(entries.source, databaseConfig = DatabaseConfig { defaultMaxAttempts = 1 })
            val thrown = runCatching {
                entries.atomic.blocking {
                    entries.insert(1)
                    transaction(exposed) { Entry.insert { it[v] = 2 } }
                }
            }.exceptionOrNull()
            assertThat(generateSequence(thrown) { it.cause }.toList())
                .anySatisfy {
                    assertThat(it).isInstanceOf(TransactionManagementException::class.java).hasMessageContaining("commit()")
                }
            assertThat(entries.committed).isEmpty()
        }
    }

    @Test
    fun itsTransactionThatIsTriedAgainInABlockStillFailsIt() = withEntries { entries ->
        val exposed = Database.connect(entries.source)
        val thrown = failure {
            entries.atomic.await { transaction(exposed) { Entry.insert { it[v] = 2 } } }
        }
        assertThat(thrown).isNotInstanceOf(AssertionError::class.java)
        assertThat(entries.committed).isEmpty()
    }

    @Test
    fun itsTransactionOutsideABlockIsRefused() = withEntries { entries ->
        val exposed = Database.connect(entries.source)
        assertThat(failure { transaction(exposed) { Entry.insert { it[v] = 2 } } })
            .isNotInstanceOf(AssertionError::class.java)
        assertThat(entries.committed).isEmpty()
    }
}
