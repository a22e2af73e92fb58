package dev.aatomic.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users copy into their builds has the versions of this one. */
class BuildSetupPageTest {

    private static final Pattern OURS = Pattern.compile(
            "(?:dev\\.aatomic:aatomic-[a-z-]+:|<aatomic\\.version>|aatomicVersion = \"|The version is `|no release yet, `"
                    + "|<artifactId>aatomic-[a-z-]+</artifactId>\\s*<version>)([0-9][^\"'<`]*)");

    private static final Pattern KOTLIN = Pattern.compile(
            "(?:kotlin-maven-plugin</artifactId>\\s*<version>|kotlin\\(\"\\w+\"\\) version \")([0-9][^\"<]*)");

    private static List<String> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(PublishedModule.ROOT.resolve(file)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "docs/build-setup.md", "docs/getting-started.md", "examples/gradle/build.gradle.kts"
            })
    void namesThisVersion(String file) throws IOException {
        assertThat(found(OURS, file)).isNotEmpty().containsOnly(System.getProperty("aatomic.version"));
    }

    @Test
    void namesTheVersionOfKotlinThatIsTried() throws IOException {
        String tried = Xml.read(PublishedModule.ROOT.resolve("pom.xml"))
                .text("properties/kotlin.version")
                .orElseThrow();

        assertThat(found(KOTLIN, "docs/build-setup.md")).hasSize(3).containsOnly(tried);
    }
}
