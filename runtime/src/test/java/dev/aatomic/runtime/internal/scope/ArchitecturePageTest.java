package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.lane.DelayedConnection;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/architecture.md says is what the code says. */
@Tag("shape")
final class ArchitecturePageTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/aatomic/runtime/internal");

    /** Their fields are touched by several threads. */
    private static final List<Class<?>> SHARED = List.of(
            LaneTask.class,
            LaneScope.class,
            BlockScope.class,
            ScopeConnection.class,
            Lane.class,
            DelayedConnection.class,
            Ticket.class,
            internal("admission.ConnectionSlot"),
            internal("admission.ConnectionSlots"),
            internal("jdbc.RunningStatement"),
            Transaction.class);

    private static final Pattern ROW =
            Pattern.compile("^\\| (\\S.*?)? \\| (.*?) ?\\|(?: (.*?) \\| (.*?) \\|)?", Pattern.MULTILINE);

    /** Guards that are a monitor, for those who write at least. */
    private static final Pattern LOCKED = Pattern.compile("^(lock|`Admission`|`Transaction`)");

    private static String page;
    private static JavaClasses engine;

    private static Class<?> internal(String name) {
        try {
            return Class.forName("dev.aatomic.runtime.internal." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeAll
    static void read() throws IOException {
        engine = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.aatomic.runtime.internal");
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

    /** By an annotation that Error Prone checks, or by each method that writes the field. */
    @ParameterizedTest
    @MethodSource("lockedFields")
    void guardOfALockedFieldIsCheckedOrAsserted(String field) {
        JavaClass owner = engine.get(SHARED.stream()
                .filter(type -> field.startsWith(type.getSimpleName() + "."))
                .findFirst()
                .orElseThrow());
        JavaField guarded = owner.getField(field.substring(field.indexOf('.') + 1));

        assertThat(guarded.isAnnotatedWith(GuardedBy.class) ? List.of() : unguardedWriters(guarded))
                .as("writers of %s that neither hold its guard by declaration nor assert it", field)
                .isEmpty();
    }

    static Stream<String> lockedFields() {
        return rows("## Who touches what")
                .filter(row -> LOCKED.matcher(row.group(4)).find())
                .map(row -> row.group(1).replace("`", ""));
    }

    private static List<String> unguardedWriters(JavaField field) {
        return field.getAccessesToSelf().stream()
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                .map(JavaFieldAccess::getOwner)
                .filter(writer -> !constructs(writer) && !holdsOrAsserts(writer))
                .map(JavaCodeUnit::getFullName)
                .toList();
    }

    /** Nobody else has the object yet. */
    private static boolean constructs(JavaCodeUnit writer) {
        return writer.isConstructor()
                || (!writer.getCallsOfSelf().isEmpty()
                        && writer.getCallsOfSelf().stream()
                                .allMatch(call -> call.getOrigin().isConstructor()));
    }

    private static boolean holdsOrAsserts(JavaCodeUnit writer) {
        return writer.getModifiers().contains(JavaModifier.SYNCHRONIZED)
                || writer.isAnnotatedWith(GuardedBy.class)
                || writer.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTarget().getName().equals("holdsLock"));
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
