package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the source of every generated class. */
class GeneratedSourceTest {

    private static final Pattern FIELD = Pattern.compile("(?m)^    [^\\s*/@}][^(\\n]*;$");

    /** What a native image would have to be told of, or a reader would not expect. */
    private static final Pattern REFLECTION = Pattern.compile(
            "java\\.lang\\.(reflect|invoke)|Class\\.forName|getClass\\(|ServiceLoader|getResource|Proxy\\.");

    private static final Pattern BLOCK_BUILT = Pattern.compile("(?m)^.*transactions\\s*\\.atomic\\(\\).*$");

    static Stream<String> sources() {
        return CaseFiles.names("good").flatMap(name -> CaseFiles.texts("expected", name).values().stream());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void usesNoReflection(String source) {
        assertThat(REFLECTION.matcher(source).find()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void hasOnlyFinalFields(String source) {
        List<String> fields =
                FIELD.matcher(source).results().map(MatchResult::group).toList();

        assertThat(fields).allMatch(field -> field.startsWith("    private final "));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void buildsItsBlocksOnce(String source) {
        List<String> lines =
                BLOCK_BUILT.matcher(source).results().map(MatchResult::group).toList();

        assertThat(lines).allMatch(line -> line.startsWith("        this."));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void saysWhereItComesFrom(String source) {
        assertThat(source)
                .containsPattern("(?s)/\\*\\*[^/]*\\{@link [^}]+}")
                .contains("Generated(\"dev.aatomic.processor.AatomicProcessor\")\n");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void meansTheSameInEveryEncoding(String source) {
        assertThat(source.chars()).allMatch(unit -> unit < 128);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void hasUnixLineEndsAndNoTrailingSpace(String source) {
        assertThat(source.lines()).noneMatch(line -> line.endsWith(" ") || line.contains("\t"));
        assertThat(source).endsWith("}\n").doesNotContain("\r");
    }
}
