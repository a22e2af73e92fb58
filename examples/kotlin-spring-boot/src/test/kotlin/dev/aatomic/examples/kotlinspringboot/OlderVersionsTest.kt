package dev.aatomic.examples.kotlinspringboot

import com.zaxxer.hikari.HikariDataSource
import dev.aatomic.kotlin.BlockContext
import dev.aatomic.kotlin.KotlinBlocks
import dev.aatomic.kotlin.await
import dev.aatomic.kotlin.beforeCommitAwait
import dev.aatomic.kotlin.blocking
import dev.aatomic.kotlin.flow
import dev.aatomic.kotlin.onCommitAwait
import dev.aatomic.kotlin.submitAndAwait
import dev.aatomic.runtime.Transactions
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.readBytes
import kotlin.streams.asSequence
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.objectweb.asm.ClassReader
import org.objectweb.asm.ClassVisitor
import org.objectweb.asm.MethodVisitor
import org.objectweb.asm.Opcodes
import org.objectweb.asm.Type

/** The versions of Kotlin and of kotlinx-coroutines that Spring Boot manages, which are older than those aatomic-kotlin is compiled with. */
internal class OlderVersionsTest {

    /** Else nothing here says anything. */
    @Test
    fun theOlderVersionsAreHere() {
        assertThat(KotlinVersion.CURRENT).hasToString(System.getProperty("kotlin.version"))
        assertThat(AccountsController::class.java.getAnnotation(Metadata::class.java).metadataVersion.take(2)).containsExactly(2, 3)
        assertThat(Job::class.java.protectionDomain.codeSource.location.path)
            .endsWith("-${System.getProperty("kotlinx-coroutines.version")}.jar")
    }

    /** What asks for the default of an argument of an interface's function is not there: 1.11 has it in another class. */
    @Test
    fun theOlderCoroutinesHaveAllThatIsCalled() {
        val calls = classesOfAatomicKotlin().flatMap(::callsOfCoroutines).toSet()

        assertThat(calls).hasSizeGreaterThan(20)
        assertThat(calls.filterNot { it.isThere() }).isEmpty()
    }

    @Test
    fun itsFunctionsAreCalledFromTheOlderKotlin(): Unit = runBlocking {
        HikariDataSource().apply { jdbcUrl = "jdbc:h2:mem:older;INIT=CREATE TABLE IF NOT EXISTS entry (id INT)" }.use { pool ->
            Transactions.builder().database("bank", pool).build().use { transactions ->
                val told = mutableListOf<String>()
                transactions.atomic().await {
                    transactions.insert(0)
                    transactions.beforeCommitAwait { told += "before" }
                    transactions.onCommitAwait { told += "after" }
                }
                val count: Int = transactions.atomic().blocking { runBlocking(BlockContext()) { transactions.insert(1) } }
                val flow = transactions.atomic().flow { for (id in 2..3) emit(transactions.insert(id)) }

                assertThat(told).containsExactly("before", "after")
                assertThat(count).isOne()
                assertThat(flow.toList()).containsExactly(1, 1)
            }
        }
    }

    private suspend fun Transactions.insert(id: Int): Int =
        submitAndAwait { it.createStatement().use { each -> each.executeUpdate("INSERT INTO entry VALUES ($id)") } }

    private data class Call(val owner: String, val name: String, val descriptor: String) {

        fun isThere(): Boolean = owner(owner).any { type ->
            type.declaredMethods.any { it.name == name && Type.getMethodDescriptor(it) == descriptor } ||
                type.declaredConstructors.any { name == "<init>" && Type.getConstructorDescriptor(it) == descriptor }
        }

        /** The class and all that it extends, or nothing. */
        private fun owner(name: String): Sequence<Class<*>> = try {
            val type: Class<*> = Class.forName(name.replace('/', '.'), false, KotlinBlocks::class.java.classLoader)
            generateSequence(listOf(type)) { types -> types.flatMap { listOfNotNull(it.superclass, *it.interfaces) }.ifEmpty { null } }.flatten()
        } catch (_: ClassNotFoundException) {
            emptySequence()
        }
    }

    private companion object {

        fun callsOfCoroutines(classFile: ByteArray): List<Call> {
            val calls = mutableListOf<Call>()
            val each = object : MethodVisitor(Opcodes.ASM9) {
                override fun visitMethodInsn(opcode: Int, owner: String, name: String, descriptor: String, isInterface: Boolean) {
                    if (owner.startsWith("kotlinx/coroutines/")) {
                        calls += Call(owner, name, descriptor)
                    }
                }
            }
            ClassReader(classFile).accept(
                object : ClassVisitor(Opcodes.ASM9) {
                    override fun visitMethod(access: Int, name: String, descriptor: String, signature: String?, thrown: Array<String>?) =
                        each
                },
                0,
            )
            return calls
        }

        /** From a folder where only this module is tested with those before it, and else from a jar. */
        fun classesOfAatomicKotlin(): List<ByteArray> {
            val root = Path.of(KotlinBlocks::class.java.protectionDomain.codeSource.location.toURI())
            if (Files.isDirectory(root)) {
                return classesIn(root)
            }
            return FileSystems.newFileSystem(root).use { classesIn(it.getPath("/")) }
        }

        fun classesIn(root: Path): List<ByteArray> = Files.walk(root).use { files ->
            files.asSequence().filter { it.extension == "class" }.map { it.readBytes() }.toList()
        }
    }
}
