package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;

/** What an editor offers for {@code aatomic.} in a configuration is what the documentation lists. */
final class ConfigurationMetadataTest {

    private static final Path PAGE = Path.of("../../docs/spring-boot.md");

    /** A row of the table; what belongs to one database is described with the map of them. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `(aatomic\\.[a-z-]+)(?:\\.<name>\\.[a-z-]+)?` \\|", Pattern.MULTILINE);

    @Test
    void everyDocumentedPropertyIsDescribedAndNoOther() throws IOException {
        List<ConfigurationMetadataProperty> described = properties();

        assertThat(described)
                .extracting(ConfigurationMetadataProperty::getId)
                .containsExactlyInAnyOrderElementsOf(documented());
        assertThat(described)
                .allSatisfy(property -> assertThat(property.getDescription())
                        .as(property.getId())
                        .isNotBlank());
    }

    /** As for the builder, which the starter tells in any case. */
    @Test
    void f10WaitForAConnectionIsBoundedIfNobodySaysHow() {
        assertThat(new AatomicProperties().getConnectionTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    private static Set<String> documented() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
    }

    /** What may be set. */
    static Set<String> names() throws IOException {
        return properties().stream().map(ConfigurationMetadataProperty::getId).collect(Collectors.toSet());
    }

    private static List<ConfigurationMetadataProperty> properties() throws IOException {
        try (InputStream in = AatomicProperties.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
            assertThat(in).as("metadata").isNotNull();
            return ConfigurationMetadataRepositoryJsonBuilder.create(in).build().getAllProperties().values().stream()
                    .filter(property -> property.getId().startsWith("aatomic."))
                    .toList();
        }
    }
}
