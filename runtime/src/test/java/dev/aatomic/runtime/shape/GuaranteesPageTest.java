package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.GuaranteesPage;
import dev.aatomic.runtime.support.GuaranteesPage.Guarantee;
import dev.aatomic.runtime.support.GuaranteesPage.Link;
import dev.aatomic.runtime.support.TestSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that links each guarantee to its tests tells the truth, and so do the tags of the tests. */
final class GuaranteesPageTest {

    private static final int DIFFERENCES = 8;
    private static final int GUARANTEES = 15;
    private static final int FAILING_CASES = 18;

    @Test
    void everyGuaranteeIsThereOnce() {
        assertThat(GuaranteesPage.guarantees())
                .extracting(Guarantee::id)
                .doesNotHaveDuplicates()
                .containsAll(numbered("D", DIFFERENCES))
                .containsAll(numbered("G", GUARANTEES));
    }

    private static List<String> numbered(String letter, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> letter + number)
                .toList();
    }

    @Test
    void everyLinkLeadsToTheTestItNames() {
        assertThat(GuaranteesPage.links()).isNotEmpty().allSatisfy(link -> {
            assertThat(link.target()).exists();
            assertThat(link.target()).hasFileName(link.text() + ".java");
        });
    }

    @Test
    void everyGuaranteeLinksTheTestsThatAreTaggedWithIt() {
        for (Guarantee guarantee : GuaranteesPage.guarantees()) {
            assertThat(guarantee.tests())
                    .as(guarantee.id())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allSatisfy(link ->
                            assertThat(TestSource.read(link.target()).tags()).contains(guarantee.id()));
        }
    }

    @Test
    void everyTestOfTheRuntimeIsLinkedWhereItsTagsSay() {
        List<TestSource> tests = TestSource.all();

        assertThat(tests)
                .hasSizeGreaterThan(50)
                .allSatisfy(test ->
                        assertThat(linkingTo(test)).as(test.file().toString()).containsExactlyElementsOf(test.tags()));
        assertThat(tests)
                .filteredOn(test -> test.tags().isEmpty())
                .extracting(test -> String.valueOf(test.file().getFileName()))
                .containsExactly(GuaranteesPageTest.class.getSimpleName() + ".java");
    }

    @Test
    void everyCaseThatFailsElsewhereHasItsTest() {
        List<TestSource> tests = TestSource.all();
        TreeSet<Integer> cases =
                tests.stream().flatMap(test -> test.cases().stream()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(cases)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, FAILING_CASES).boxed().toList());
        assertThat(tests)
                .filteredOn(test -> !test.cases().isEmpty())
                .allSatisfy(test -> assertThat(test.tags()).contains("peers"));
    }

    /** So that no tag belongs to a class that has no test, or none that runs. */
    @Test
    void everyLinkedClassHasATest() {
        Set<String> without = GuaranteesPage.guarantees().stream()
                .flatMap(guarantee -> guarantee.tests().stream())
                .filter(link -> TestSource.read(link.target()).tests() == 0)
                .map(Link::text)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(without).isEmpty();
    }

    private static TreeSet<String> linkingTo(TestSource test) {
        return GuaranteesPage.guarantees().stream()
                .filter(guarantee ->
                        links(guarantee).anyMatch(link -> link.target().equals(test.file())))
                .map(Guarantee::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Link> links(Guarantee guarantee) {
        return guarantee.tests().stream();
    }
}
