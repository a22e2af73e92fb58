package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.processor.validate.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every case under {@code bad} raises the problems that its sources announce, and no others of ours. A line with the
 * comment {@code ! ReturnType 5} expects that problem there, in column 5.
 */
@Tag("bad-input")
class NegativeTest {

    private static final Pattern EXPECTED = Pattern.compile("(?://|(?<=\\d)) ! (\\w+) (\\d+)");
    private static final Pattern PAGE = Pattern.compile(" \\(docs/errors\\.md#\\w+\\)$");
    private static final Pattern FOUND = Pattern.compile("\\[Aatomic(\\w+)] ");

    private static final JavaFileObject USER = JavaFileObjects.forSourceString("app.User", """
        package app;
        @dev.aatomic.Aatomic
        public interface User extends lib.Base {}
        """);

    @TempDir
    private Path directory;

    static Stream<String> cases() {
        return CaseFiles.names("bad");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void raisesTheProblemsAnnounced(String name) {
        Compilation compilation = compile(name);

        assertThat(found(compilation)).containsExactlyInAnyOrderElementsOf(expected(name));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatWasFoundAndWhatToDo(String name) {
        Compilation compilation = compile(name);

        if (CaseFiles.UPDATE_GOLDENS) {
            CaseFiles.write(messagesFile(name), messages(compilation));
        }
        assertThat(messages(compilation)).isEqualTo(CaseFiles.read(messagesFile(name)));
    }

    @Test
    void everyProblemHasACase() {
        TreeSet<String> covered = cases().flatMap(name -> expected(name).stream())
                .map(text -> text.replaceAll(".* ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        covered.addAll(List.of(
                problemOf(compileWithOption("-Aaatomic.verbose=yes")),
                problemOf(compileWithOption("-Aaatomic.verbos")),
                problemOf(compileWithoutRuntime()),
                problemOf(compileWithName("taken", "while")),
                problemOf(compileWithout("lib/Taken.class")),
                problemOf(compileWithFailure()),
                // Nothing that Java's sources have.
                Problem.HIDDEN_FUNCTION.id()));

        assertThat(covered)
                .containsExactlyElementsOf(Arrays.stream(Problem.values())
                        .map(Problem::id)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void aTypeWithoutProblemIsGeneratedBesideOneWithProblems() {
        List<String> notes = Compilations.lenientJavac()
                .withOptions("-Aaatomic.verbose")
                .compile(CaseFiles.fileObjects("bad", "Several"))
                .notes()
                .stream()
                .map(note -> note.getMessage(null))
                .toList();

        assertThat(notes).containsExactly("Generated app.FineAatomic");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        aatomic.verbose=yes     | one of: true, false | yes |
        aatomic.verbose=ture    | one of: true, false | ture | ' Did you mean 'true'?'
        aatomic.databases       | names with commas between them, for example default,billing | '' |
        aatomic.componentModel=sprng | one of: plain, spring, jakarta, cdi, quarkus, micronaut, guice, dagger, avaje | sprng | ' Did you mean 'spring'?'
        aatomic.componentModel  | one of: plain, spring, jakarta, cdi, quarkus, micronaut, guice, dagger, avaje | '' |
        aatomic.databases=a,,b  | names with commas between them, for example default,billing | a,,b |
        aatomic.adaptedBy       | names with commas between them, for example com.acme.FutureBlocks | '' |
        aatomic.adaptedBy=a.B   | names of classes with commas between them, which the types can see | a.B |
        """, quoteCharacter = '"')
    void anUnknownValueOfAnOptionIsAnErrorWithoutPlace(
            String option, String expected, String found, @Nullable String question) {
        Compilation compilation = compileWithOption("-A" + option);

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getSource()).isNull();
        assertThat(messages(compilation))
                .isEqualTo("[AatomicOption] Option '%s' must be %s; found '%s'.%s Correct it, or drop the option\n"
                        .formatted(
                                option.replaceAll("=.*", ""),
                                expected,
                                found.equals("''") ? "" : found,
                                question == null ? "" : " " + question.replaceAll("^' |'$", "")));
    }

    @Test
    void anUnknownOptionIsAWarningWithoutPlace() {
        Compilation compilation = compileWithOption("-Aaatomic.database=default");

        assertThat(compilation.errors()).isEmpty();
        assertThat(messages(compilation))
                .isEqualTo("[AatomicUnknownOption] Option of the processor must be one of: aatomic.verbose,"
                        + " aatomic.databases, aatomic.componentModel, aatomic.adaptedBy; found 'aatomic.database'."
                        + " Did you mean 'aatomic.databases'? Correct it, or drop the option\n");
    }

    @Test
    void theFirstProblemNamesThePageOnProblems() {
        List<String> messages = compile("Several").diagnostics().stream()
                .map(diagnostic -> diagnostic.getMessage(null))
                .filter(message -> message.contains("docs/errors.md"))
                .toList();

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0)).matches("\\[Aatomic(\\w+)] .* \\(docs/errors\\.md#\\w+\\)");
    }

    @Test
    void aMissingRuntimeIsReportedOnce() {
        Compilation compilation = compileWithoutRuntime();

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null)).startsWith("[AatomicRuntimeMissing] ");
        assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(7);
    }

    @Test
    void anInternalFailureIsOneErrorOnTheInterface() {
        Compilation compilation = compileWithFailure();

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null))
                .startsWith("[AatomicInternal] @Aatomic processor must not fail; on 'Accounts' it did: "
                        + "java.lang.IllegalStateException: broken at ");
        assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(12);
        assertThat(compilation.errors().get(0).getColumnNumber()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        taken | ['Base.while'] | 'while', which 'User' inherits, is no name in Java
        Taken | ['Base.taken'] | 'lib.while', which 'taken' uses, is no name in Java
        """)
    void aNameThatNoSourceCanHaveIsAnErrorOnTheInterface(String replaced, String place, String found) {
        Compilation compilation = compileWithName(replaced, "while");

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null))
                .startsWith("[AatomicIdentifier] " + place + " ")
                .contains(found);
        assertThat(compilation.errors().get(0).getLineNumber()).isEqualTo(3);
        assertThat(compilation.errors().get(0).getColumnNumber()).isEqualTo(8);
    }

    /** P11: by simple name alone nobody finds the dependency. */
    @Test
    void p11AClassThatALibraryLacksIsNamedWithItsPackage() {
        assertThat(messages(compileWithout("lib/Taken.class")))
                .isEqualTo("[AatomicUndefined] @Aatomic type must refer to what exists; 'User' refers to 'lib.Taken' in"
                        + " 'taken', which cannot be found. Add the dependency that has it\n");
    }

    /** P11: hours have a unit, too. */
    @Test
    void p11AnHourIsADuration() {
        Compilation compilation = Compilations.strictJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.User",
                        "package app; @dev.aatomic.Aatomic(timeout = \"2h\") interface User { void a(); }"));

        assertThat(Compilations.generated(compilation).get("app/UserAatomic.java"))
                .contains(".timeout(Duration.ofHours(2))");
    }

    /** P11: a period is ISO-8601, but no duration. */
    @ParameterizedTest
    @ValueSource(strings = {"P400Y", "P1M", "P2W"})
    void p11APeriodIsToldWhatADurationHas(String text) {
        Compilation compilation = Compilations.lenientJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.User",
                        "package app; @dev.aatomic.Aatomic(timeout = \"" + text + "\") interface User { void a(); }"));

        assertThat(messages(compilation))
                .isEqualTo("[AatomicTimeout] @Aatomic's 'timeout' must be a duration; found '" + text
                        + "'; expected a number and a unit ms, s, m or h, or days, hours, minutes and seconds in"
                        + " ISO-8601, for example 500ms, 5s, 2m, 1h or PT1H\n");
    }

    /** P11: nobody can annotate an interface of the JDK. */
    @Test
    void p11ARecordIsNotToldToAnnotateAnInterfaceOfTheJdk() {
        Compilation compilation = Compilations.lenientJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.User",
                        "package app; @dev.aatomic.Aatomic record User() implements Runnable { public void"
                                + " run() {} }"));

        assertThat(messages(compilation)).endsWith("'User' is a record. Extract an interface, and annotate that\n");
    }

    /** P11: what the compiler reports itself is not reported again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "void a(Strin a);",
                "other.Missing a();",
                "Nothing<String> a();",
                "<T extends Nothing> T a();",
                "void a() throws Nothing;",
                "@Nothing void a();",
                "@Aatomic(using = Nothing.NAME) void a();",
                "@Aatomic(noRollbackFor = Nothing.class) void a();",
                "@Aatomic(retry = @Retry(retryFor = {Error.class, Nothing.class})) void a();"
            })
    void p11AMisspeltTypeIsReportedOnce(String member) {
        Compilation compilation = Compilations.lenientJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.User", "package app; import dev.aatomic.*; @Aatomic interface User { " + member + " }"));

        assertThat(compilation.errors()).hasSize(1);
        assertThat(messages(compilation)).isEmpty();
    }

    private static Compilation compile(String name) {
        Path options = CaseFiles.directory("bad", name).resolve("options.txt");
        return Compilations.lenientJavac()
                .withOptions(
                        Files.exists(options) ? CaseFiles.read(options).lines().toArray() : new Object[0])
                .compile(CaseFiles.fileObjects("bad", name));
    }

    private static Compilation compileWithOption(String option) {
        return Compilations.lenientJavac().withOptions(option).compile(CaseFiles.fileObjects("good", "accounts"));
    }

    private static Compilation compileWithoutRuntime() {
        return Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPath().subList(0, 1))
                .compile(CaseFiles.fileObjects("good", "nested"));
    }

    private static Compilation compileWithFailure() {
        return Compiler.javac()
                .withClasspath(CaseFiles.classPath())
                .withProcessors(new AatomicProcessor(name -> new BrokenComponentModel()))
                .compile(CaseFiles.fileObjects("good", "accounts"));
    }

    private Library library(UnaryOperator<String> patch) {
        return new Library(directory)
                .compile(
                        patch,
                        List.of("--release", "17"),
                        JavaFileObjects.forSourceString(
                                "lib.Base", "package lib; public interface Base { void taken(Taken taken); }"),
                        JavaFileObjects.forSourceString("lib.Taken", "package lib; public class Taken {}"));
    }

    /** Against a library that another language's compiler might have made. */
    private Compilation compileWithName(String replaced, String name) {
        Library library = library(text -> text.replace(replaced, name));
        return Compilations.lenientJavac().withClasspath(library.classPath()).compile(USER);
    }

    /** Against a library that refers to one that is not there. */
    private Compilation compileWithout(String file) {
        Library library = library(UnaryOperator.identity());
        assertThat(directory.resolve(file).toFile().delete()).isTrue();
        return Compilations.lenientJavac().withClasspath(library.classPath()).compile(USER);
    }

    private static String problemOf(Compilation compilation) {
        return compilation.diagnostics().stream()
                .map(error -> FOUND.matcher(error.getMessage(null)))
                .filter(Matcher::lookingAt)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Path messagesFile(String name) {
        return CaseFiles.directory("bad", name).resolve("messages.txt");
    }

    private static String messages(Compilation compilation) {
        return compilation.diagnostics().stream()
                .map(diagnostic -> PAGE.matcher(diagnostic.getMessage(null)).replaceAll(""))
                .filter(message -> FOUND.matcher(message).lookingAt())
                .sorted()
                .map(message -> message + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> expected(String name) {
        List<String> expected = new ArrayList<>();
        for (Path file : CaseFiles.sources("bad", name)) {
            List<String> lines = CaseFiles.read(file).lines().toList();
            for (int line = 0; line < lines.size(); line++) {
                for (MatchResult match :
                        EXPECTED.matcher(lines.get(line)).results().toList()) {
                    expected.add(place(file.getFileName().toString(), line + 1, match.group(2), match.group(1)));
                }
            }
        }
        return expected;
    }

    private static List<String> found(Compilation compilation) {
        List<String> found = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : compilation.diagnostics()) {
            Matcher matcher = FOUND.matcher(diagnostic.getMessage(null));
            if (matcher.lookingAt()) {
                String file = Path.of(diagnostic.getSource().toUri().getPath())
                        .getFileName()
                        .toString();
                String column = Long.toString(diagnostic.getColumnNumber());
                found.add(place(file, diagnostic.getLineNumber(), column, matcher.group(1)));
            }
        }
        return found;
    }

    private static String place(String file, long line, String column, String id) {
        return file + ":" + line + ":" + column + " " + id;
    }
}
