package dev.aatomic.processor.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javapoet.CodeBlock;
import org.junit.jupiter.api.Test;

/** A line has 120 columns, and not one more. */
class SourceLayoutTest {

    private static String call(String method, String first, String second) {
        CodeBlock arguments =
                CodeBlock.of("$L$L,$L$L)", SourceLayout.lineBreak(1), first, SourceLayout.lineBreak(1), second);
        return "        " + method + "(" + SourceLayout.group(arguments) + ";\n";
    }

    @Test
    void groupStaysOnALineThatIsLongEnough() {
        String name = "n".repeat(99);

        assertThat(SourceLayout.apply(call("call", name, "last")))
                .isEqualTo("        call(" + name + ", last);\n")
                .hasSize(120 + "\n".length());
    }

    @Test
    void longGroupIsBrokenAtAllItsLineBreaks() {
        String name = "n".repeat(100);

        assertThat(SourceLayout.apply(call("call", name, "last")))
                .isEqualTo("        call(\n                " + name + ",\n                last);\n");
    }

    @Test
    void groupInABrokenOneIsBrokenOnlyIfItIsTooLongItself() {
        CodeBlock inner =
                SourceLayout.group(CodeBlock.of("f($L1,$L2)", SourceLayout.lineBreak(2), SourceLayout.lineBreak(2)));
        String name = "n".repeat(100);

        assertThat(SourceLayout.apply(call("call", name, inner.toString())))
                .isEqualTo("        call(\n                " + name + ",\n                f(1, 2));\n");
    }

    @Test
    void signatureHasItsParametersBelowOrEachOnItsOwn() {
        String name = "n".repeat(50);
        String below = "    void " + name + "(int " + name + ",\n        int m) {\n";
        String each = "    void " + name + "(int " + name + ",\n        int " + name + ") {\n";

        assertThat(SourceLayout.apply(below))
                .isEqualTo("    void " + name + "(\n            int " + name + ", int m) {\n");
        assertThat(SourceLayout.apply(each))
                .isEqualTo("    void " + name + "(\n            int " + name + ",\n            int " + name + ") {\n");
    }

    @Test
    void annotationOfManyLinesIsJoinedIfTheLineIsLongEnough() {
        String value = "v".repeat(110);

        assertThat(SourceLayout.apply("@A({\n    \"a\",\n    \"b\"\n})\n")).isEqualTo("@A({\"a\", \"b\"})\n");
        assertThat(SourceLayout.apply("@A(\n    x = \"" + value + "\"\n)\n")).isEqualTo("@A(x = \"" + value + "\")\n");
        String tooLong = "@A(\n    x = \"" + value + "vvvvvv\"\n)\n";
        assertThat(SourceLayout.apply(tooLong)).isEqualTo(tooLong);
    }

    @Test
    void textInLiteralsIsLeftAlone() {
        String line = "    void call(@A(\"x. @y, (\") int one) {\n";

        assertThat(SourceLayout.apply(line)).isEqualTo(line);
    }

    @Test
    void javadocOfOneLineAndFieldsTakeNoMoreLinesThanTheyNeed() {
        assertThat(SourceLayout.apply("""
                    /**
                     * Says it.
                     */
                    private final int one;

                    private final int two;

                    void call() {
                """)).isEqualTo("""
                    /** Says it. */
                    private final int one;
                    private final int two;

                    void call() {
                """);
    }
}
