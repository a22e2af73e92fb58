package dev.aatomic.processor.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.declaration.ReturnTypeRow.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on reactive types says of each row what the row says: what to add, what is called, one value or many, and that it is lazy. */
class ReturnTypeTableTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static List<String> page;
    private static List<String> kotlinPage;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readAllLines(Path.of("../docs/reactive.md"));
        kotlinPage = Files.readAllLines(Path.of("../docs/kotlin.md"));
    }

    static List<ReturnTypeRow> rows() {
        return ReturnTypeTable.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void pageSaysWhatToAddAndWhatIsCalled(ReturnTypeRow row) {
        String name = row.type().contains("Publisher") ? row.type() : simpleName(row.type());
        String artifact = row.artifact()
                .map(Artifact::coordinates)
                .map(coordinates -> "`" + coordinates.substring(coordinates.indexOf(':') + 1) + "`")
                .orElse("none");
        String receiver = row.adapter().map(ReturnTypeTableTest::simpleName).orElse("atomic");

        assertThat(isOfKotlin(row) ? kotlinPage : page)
                .filteredOn(line -> line.startsWith("| ")
                        && line.contains("`" + name + "`")
                        && line.contains("| " + artifact + " |"))
                .singleElement()
                .asString()
                .contains("`" + receiver + ".")
                .contains("." + row.method());
    }

    @Test
    void pageSaysWhichHaveOneValueAndWhichHaveMany() {
        String head = page.stream()
                .filter(line -> line.startsWith("| | one value:"))
                .findFirst()
                .orElseThrow();
        String[] cells = head.split("\\|");

        assertThat(code(cells[2])).isEqualTo(names(false));
        assertThat(code(cells[3])).isEqualTo(names(true));
    }

    /** The page says of all of them that nothing happens without a subscription. */
    @Test
    void allReactiveTypesAreLazy() {
        assertThat(rows()).filteredOn(row -> !isOfKotlin(row)).allMatch(ReturnTypeRow::lazy);
    }

    @Test
    void pageOnKotlinSaysWhatRunsASuspendFunction() {
        ReturnTypeRow row = ReturnTypeTable.suspended();

        assertThat(kotlinPage)
                .contains("| a `suspend` function | when its body and the body's children have ended | `"
                        + row.artifact().orElseThrow().coordinates().replace("dev.aatomic:", "") + "` | `"
                        + simpleName(row.adapter().orElseThrow()) + "." + row.method() + "` |");
    }

    private static boolean isOfKotlin(ReturnTypeRow row) {
        return row.type().startsWith("kotlin");
    }

    private static Set<String> names(boolean many) {
        return rows().stream()
                .filter(row -> row.many() == many && !isOfKotlin(row))
                .map(row -> simpleName(row.type()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String simpleName(String qualifiedName) {
        return qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
    }
}
