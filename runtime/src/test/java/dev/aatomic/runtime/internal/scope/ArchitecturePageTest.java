package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.transaction.Transaction;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What docs/architecture.md says is what the code says. */
@Tag("shape")
final class ArchitecturePageTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/aatomic/runtime/internal");

    /** Their fields are touched by several threads. */
    private static final List<Class<?>> SHARED =
            List.of(LaneTask.class, LaneScope.class, BlockScope.class, Lane.class, Ticket.class, Transaction.class);

    private static final Pattern ROW = Pattern.compile("^\\| (\\S.*?)? \\| (.*?) ?\\|", Pattern.MULTILINE);

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("../docs/architecture.md"));
    }

    @Test
    void pictureIsTheOneInTheCode() throws IOException {
        String source = Files.readString(SOURCES.resolve("lane/ScopePhase.java"));
        String drawing = source.substring(source.indexOf("<pre>"), source.indexOf("*             takes work"))
                .lines()
                .skip(1)
                .map(line -> line.replaceFirst("^ \\*", "").replaceFirst("^ ", ""))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));

        assertThat(page).contains("```\n" + drawing + "\n```");
    }

    @Test
    void stepsOfTheMachineAreThoseOfTheCode() {
        String steps = Arrays.stream(ScopePhase.values())
                .map(from -> "| " + from + " | "
                        + Arrays.stream(ScopePhase.values())
                                .filter(from::canBecome)
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")))
                .map(row -> row.strip().endsWith("|") ? row.strip() + " |" : row + " |")
                .map(row -> row.replace("|  |", "| |"))
                .collect(Collectors.joining("\n"));

        assertThat(page).contains(steps);
    }

    @Test
    void everySharedFieldHasItsRow() {
        List<String> fields = SHARED.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredFields())
                        .filter(field -> !field.isSynthetic() && isMutable(field))
                        .map(field -> "`" + type.getSimpleName() + "." + field.getName() + "`"))
                .toList();

        assertThat(firstCells("## Who touches what")).containsExactlyInAnyOrderElementsOf(fields);
    }

    private static boolean isMutable(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers());
    }

    @Test
    void everyRoomIsThereWithItsSentence() throws IOException {
        Map<String, String> rooms = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.endsWith("package-info.java")).toList()) {
                String name = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
                String sentence = Files.readString(file).lines().findFirst().orElseThrow();
                rooms.put(
                        "`" + name + "`",
                        sentence.replace("/** ", "").replace(" */", "").replaceAll("\\{@code (\\w+)}", "`$1`"));
            }
        }
        Map<String, String> written = new TreeMap<>();
        rows("## The rooms").forEach(row -> written.put(row.group(1), row.group(2)));

        assertThat(written).isEqualTo(rooms);
    }

    private static List<String> firstCells(String heading) {
        return rows(heading).map(row -> row.group(1)).toList();
    }

    /** The rows of the first table under a heading, without its head. */
    private static Stream<Matcher> rows(String heading) {
        String section = page.substring(page.indexOf(heading) + heading.length());
        int end = section.indexOf("\n## ");
        return (end < 0 ? section : section.substring(0, end))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(ROW::matcher)
                .filter(Matcher::find);
    }
}
