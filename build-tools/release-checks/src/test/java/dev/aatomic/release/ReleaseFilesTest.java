package dev.aatomic.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a release has beside each jar; the profile "release" makes it. */
@EnabledIfSystemProperty(
        named = "aatomic.release",
        matches = "true",
        disabledReason = "Only the profile \"release\" makes the files that are looked at here")
class ReleaseFilesTest {

    static List<PublishedModule> modules() {
        return PublishedModule.withJar();
    }

    private static List<String> entries(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void jarHasTheLicence(PublishedModule module) throws IOException {
        assertThat(entries(module.jar())).contains("META-INF/LICENSE");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void sourcesAreThere(PublishedModule module) throws IOException {
        assertThat(entries(module.file("-sources.jar"))).anyMatch(name -> name.endsWith("/package-info.java"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void documentationIsOfWhatIsForUsers(PublishedModule module) throws IOException {
        assertThat(entries(module.file("-javadoc.jar")))
                .contains("index.html")
                .anyMatch(name -> name.endsWith("/package-summary.html"))
                .noneMatch(name -> name.contains("/internal/"))
                .noneMatch(name -> name.matches("dev/aatomic/processor/.*/.*\\.html"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void listOfWhatItBringsIsThere(PublishedModule module) throws IOException {
        assertThat(Files.readString(module.folder().resolve("target/bom.json")))
                .contains("CycloneDX", module.artifactId())
                .doesNotContain("junit-jupiter-engine", "assertj");
    }
}
