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

    private static final String BEFORE = "examples/kotlin-spring-boot/pom.xml";

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
        String tried = property("pom.xml", "kotlin.version");

        assertThat(found(KOTLIN, "docs/build-setup.md")).hasSize(3).containsOnly(tried);
    }

    /** Spring Boot's example is built by the Kotlin before the newest: once it is not, another has to be. */
    @Test
    void kotlinPageNamesTheVersionsThatAreTried() throws IOException {
        String page = Files.readString(PublishedModule.ROOT.resolve("docs/kotlin.md"));

        assertThat(page)
                .contains("| " + property("pom.xml", "kotlin.version") + ", the newest | "
                        + property("pom.xml", "kotlinx-coroutines.version") + " |")
                .contains("with Ktor " + property("pom.xml", "ktor.version") + " |")
                .contains("| " + property(BEFORE, "kotlin.version") + ", the one before | "
                        + property(BEFORE, "kotlinx-coroutines.version") + " |")
                .contains("with Spring Boot " + property("pom.xml", "spring-boot.version") + ",");
        assertThat(minor(property("pom.xml", "kotlin.version")))
                .isEqualTo(minor(property(BEFORE, "kotlin.version")) + 1);
    }

    private static int minor(String version) {
        return Integer.parseInt(version.split("\\.")[1]);
    }

    private static String property(String pom, String name) {
        return Xml.read(PublishedModule.ROOT.resolve(pom))
                .text("properties/" + name)
                .orElseThrow();
    }
}
