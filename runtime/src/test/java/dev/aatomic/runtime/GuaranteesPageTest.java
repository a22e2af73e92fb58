package dev.aatomic.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.GuaranteesPage;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The page that links each guarantee to its tests tells the truth. */
final class GuaranteesPageTest {

    @Test
    void everyLinkLeadsToTheTestItNames() {
        assertThat(GuaranteesPage.links())
                .isNotEmpty()
                .filteredOn(link -> link.text().endsWith("Test"))
                .allSatisfy(link -> {
                    assertThat(link.target()).exists();
                    assertThat(link.target()).hasFileName(link.text() + ".java");
                    assertThat(Files.readString(link.target())).contains("class " + link.text());
                });
        assertThat(GuaranteesPage.links())
                .allSatisfy(link -> assertThat(link.target()).exists());
    }

    @Test
    void everyGuaranteeIsThereOnce() {
        assertThat(GuaranteesPage.guarantees())
                .doesNotHaveDuplicates()
                .contains("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")
                .contains("G1", "G2", "G3", "G4", "G5", "G6", "G10", "G11", "G12", "G13");
    }
}
