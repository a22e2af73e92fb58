package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case under {@code good} compiles without a warning and gives, letter by letter, what {@code expected} holds.
 */
class GoldenTest {

    static Stream<String> cases() {
        return CaseFiles.names("good");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void generatesWhatIsExpected(String name) throws IOException {
        Compilation compilation = Compilations.strictJavac(name).compile(CaseFiles.fileObjects("good", name));

        if (CaseFiles.UPDATE_GOLDENS) {
            update(name, Compilations.generated(compilation));
        }
        assertThat(Compilations.generated(compilation)).isEqualTo(CaseFiles.texts("expected", name));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void generatesTheSameWhateverTheOrderOfTheSources(String name) {
        List<JavaFileObject> sources = new ArrayList<>(CaseFiles.fileObjects("good", name));
        Collections.reverse(sources);

        Compilation compilation = Compilations.strictJavac(name).compile(sources);

        assertThat(Compilations.generated(compilation)).isEqualTo(CaseFiles.texts("expected", name));
    }

    private static void update(String name, Map<String, String> generated) throws IOException {
        for (Path file : CaseFiles.sources("expected", name)) {
            Files.delete(file);
        }
        for (var entry : generated.entrySet()) {
            CaseFiles.write(CaseFiles.directory("expected", name).resolve(entry.getKey()), entry.getValue());
        }
    }
}
