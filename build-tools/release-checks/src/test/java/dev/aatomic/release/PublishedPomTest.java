package dev.aatomic.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Maven Central asks of a pom, and what a user's build needs of it. */
class PublishedPomTest {

    /** The artifacts of this build that a user can have. */
    private static final List<String> PUBLISHED =
            PublishedModule.all().stream().map(PublishedModule::artifactId).toList();

    static Stream<PublishedModule> modules() {
        return PublishedModule.all().stream();
    }

    @Test
    void modulesArePublishedUnlessTheySayOtherwise() {
        assertThat(PUBLISHED)
                .containsExactlyInAnyOrder(
                        "aatomic-annotations",
                        "aatomic-runtime",
                        "aatomic-processor",
                        "aatomic-bom",
                        "aatomic-context-propagation",
                        "aatomic-reactive-streams",
                        "aatomic-reactor",
                        "aatomic-hibernate",
                        "aatomic-jta",
                        "aatomic-kotlin",
                        "aatomic-micrometer",
                        "aatomic-micronaut",
                        "aatomic-mutiny",
                        "aatomic-microprofile-context-propagation",
                        "aatomic-opentelemetry",
                        "aatomic-quarkus",
                        "aatomic-quarkus-deployment",
                        "aatomic-rxjava3",
                        "aatomic-spring",
                        "aatomic-spring-boot-starter",
                        "aatomic-timeline",
                        "aatomic-junit");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void hasWhatMavenCentralAsks(PublishedModule module) {
        Xml pom = module.pom();

        assertThat(pom.text("groupId")).contains("dev.aatomic");
        assertThat(pom.text("artifactId")).contains(module.artifactId());
        assertThat(pom.text("version")).contains(System.getProperty("aatomic.version"));
        for (String path : List.of(
                "name",
                "description",
                "url",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/name",
                "developers/developer/organization",
                "developers/developer/organizationUrl",
                "scm/connection",
                "scm/developerConnection",
                "scm/url")) {
            assertThat(pom.text(path)).as(path).isPresent();
        }
    }

    /** A user's build finds no parent, and no property of this build. Its own version is known to each pom. */
    @ParameterizedTest
    @MethodSource("modules")
    void saysAllItself(PublishedModule module) throws IOException {
        assertThat(module.pom().all("parent")).isEmpty();
        assertThat(Files.readString(module.folder().resolve("target/published-pom.xml"))
                        .replace("${project.version}", ""))
                .doesNotContain("${");
    }

    /** The addresses are the project's, not ones that Maven made by adding a module's name. */
    @ParameterizedTest
    @MethodSource("modules")
    void hasTheProjectsAddresses(PublishedModule module) {
        Xml properties = Xml.read(PublishedModule.ROOT.resolve("pom.xml"))
                .all("properties")
                .get(0);

        assertThat(module.pom().text("url")).isEqualTo(properties.text("aatomic.home"));
        assertThat(module.pom().text("scm/url")).isEqualTo(properties.text("aatomic.repository"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void namesOnlyWhatAUserCanHave(PublishedModule module) {
        Xml pom = module.pom();

        for (Xml dependency : Stream.concat(
                        pom.all("dependencies/dependency").stream(),
                        pom.all("dependencyManagement/dependencies/dependency").stream())
                .toList()) {
            String name = dependency.text("artifactId").orElseThrow();
            assertThat(dependency.text("version")).as("version of %s", name).isPresent();
            assertThat(dependency.text("scope")).as("scope of %s", name).isNotEqualTo(Optional.of("test"));
            if (dependency.text("groupId").orElseThrow().equals("dev.aatomic")) {
                assertThat(name).isIn(PUBLISHED);
            }
        }
    }

    /** Its jar has in it what it needs. */
    @Test
    void processorBringsNothing() {
        PublishedModule processor = modules()
                .filter(module -> module.artifactId().equals("aatomic-processor"))
                .findFirst()
                .orElseThrow();

        assertThat(processor.pom().all("dependencies/dependency"))
                .allSatisfy(dependency -> assertThat(dependency.text("scope")).contains("provided"));
    }

    @Test
    void billOfMaterialsHasEachModule() {
        PublishedModule bom = modules()
                .filter(module -> module.artifactId().equals("aatomic-bom"))
                .findFirst()
                .orElseThrow();
        List<String> managed = bom.pom().all("dependencyManagement/dependencies/dependency").stream()
                .map(dependency -> dependency.text("artifactId").orElseThrow())
                .toList();

        assertThat(managed)
                .as("what bom/pom.xml manages, and what is published")
                .containsExactlyInAnyOrderElementsOf(PublishedModule.withJar().stream()
                        .map(PublishedModule::artifactId)
                        .toList());
    }
}
