package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Error Prone, with the checks that it has on by default, finds nothing in a generated class. */
class ErrorProneTest {

    static Stream<String> cases() {
        return CaseFiles.names("good");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsNothingThatIsNotInTheInterfaceToo(String name) {
        Compilation compilation = compile(name, CaseFiles.fileObjects("good", name));
        Map<Boolean, Set<String>> checks = findings(compilation).stream()
                .collect(Collectors.partitioningBy(
                        ErrorProneTest::isGenerated, Collectors.mapping(ErrorProneTest::check, Collectors.toSet())));

        assertThat(checks.get(true)).isSubsetOf(checks.get(false));
    }

    @Test
    void isThereAndLooks(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("Wrong.java");
        Files.writeString(file, "class Wrong { void f() { new IllegalStateException(\"\"); } }");

        Compilation compilation =
                compile("", List.of(JavaFileObjects.forResource(file.toUri().toURL())));

        assertThat(findings(compilation)).extracting(ErrorProneTest::check).contains("DeadException");
    }

    private static boolean isGenerated(Diagnostic<? extends JavaFileObject> finding) {
        return finding.getSource().toUri().getPath().startsWith("/SOURCE_OUTPUT/");
    }

    /** The name of a check; of what javac itself says, all. */
    private static String check(Diagnostic<?> finding) {
        return finding.getMessage(null).replaceFirst("(?s)^\\[(\\w+)].*", "$1");
    }

    private static List<Diagnostic<? extends JavaFileObject>> findings(Compilation compilation) {
        List<Diagnostic<? extends JavaFileObject>> findings = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : compilation.diagnostics()) {
            if (diagnostic.getSource() != null) {
                findings.add(diagnostic);
            }
        }
        return findings;
    }

    private static Compilation compile(String name, List<JavaFileObject> sources) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Compilations.lenientJavac(name)
                .withOptions(
                        "-XDcompilePolicy=simple",
                        "--should-stop=ifError=FLOW",
                        "-processorpath",
                        path,
                        "-Xplugin:ErrorProne")
                .compile(sources);
    }
}
