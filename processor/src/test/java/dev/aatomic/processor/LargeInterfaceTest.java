package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Interfaces with more methods than one constructor has room for blocks. */
class LargeInterfaceTest {

    private static String generate(String attributes, int count, IntFunction<String> method) {
        String methods = IntStream.range(0, count).mapToObj(method).collect(Collectors.joining("\n"));
        Compilation compilation = Compilations.strictJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.Large",
                        "package app; import dev.aatomic.*; @Aatomic" + attributes + " public interface Large { "
                                + methods + " }"));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation).get("app/LargeAatomic.java");
    }

    /** P12: settings that many methods inherit are written once. */
    @Test
    void p12ThousandsOfMethodsMayInheritSettings() {
        String generated = generate(
                "(using = \"billing\", isolation = Isolation.SERIALIZABLE, timeout = \"5s\")",
                1_500,
                index -> "void method" + index + "();");

        assertThat(generated)
                .contains(
                        "        this.method7 = atomic(transactions, \"Large.method7\");",
                        "    private static Atomic atomic(Transactions transactions, String name) {",
                        ".using(\"billing\")")
                .containsOnlyOnce("Isolation.SERIALIZABLE");
    }

    /** P12: methods may be named as those that build blocks would be, and all have settings of their own. */
    @Test
    void p12ThousandsOfMethodsMayHaveSettingsOfTheirOwn() {
        String generated = generate(
                "",
                1_200,
                index -> "@Aatomic(using = \"billing\", timeout = \"" + (index + 1)
                        + "ms\", noRollbackFor = {IllegalStateException.class, IllegalArgumentException.class}) void"
                        + " atomic"
                        + (index == 0 ? "" : String.valueOf(index + 1)) + "(int i);");

        assertThat(generated)
                .contains(
                        "        this.atomic7 = atomic7Block(transactions, \"Large.atomic7\");",
                        "Duration.ofMillis(7)");
    }

    /** P12: and so may one that the class only inherits. */
    @Test
    void p12AnInheritedMethodMayBeNamedLikeOneThatBuildsBlocks() {
        String generated = generate(
                "(using = \"billing\", isolation = Isolation.SERIALIZABLE, timeout = \"5s\")",
                1_500,
                index -> index == 0
                        ? "@NonAatomic default void atomic(dev.aatomic.runtime.Transactions transactions, String name) {}"
                        : "void method" + index + "();");

        assertThat(generated).contains("        this.method7 = atomicBlock(transactions, \"Large.method7\");");
    }

    /** P12: where there is room, the constructor is as one would write it. */
    @Test
    void p12HundredsOfMethodsNeedNothingOfThatKind() {
        String generated =
                generate("(using = \"billing\", timeout = \"5s\")", 800, index -> "void method" + index + "();");

        assertThat(generated)
                .contains("        this.method7 = transactions.atomic().named(\"Large.method7\").using(\"billing\")")
                .doesNotContain("private static");
    }
}
