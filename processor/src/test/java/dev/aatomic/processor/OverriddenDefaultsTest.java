package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which default methods a generated class leaves to its interface, and whose override is then an error. */
class OverriddenDefaultsTest {

    private static final JavaFileObject ACCOUNTS = source("Accounts", """
            @Aatomic public interface Accounts {
                int one();

                @NonAatomic default int two() { return one() + one(); }
            }
            """);

    private static final String IMPLEMENTATION =
            "package app; class Jooq implements Accounts { public int one() { return 1; } %s }";

    private static final String OVERRIDE = "@Override public int two() { return 2; }";

    @TempDir
    private Path directory;

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString("app." + name, "package app; import dev.aatomic.*; " + text);
    }

    private static List<String> errors(Compilation compilation) {
        return compilation.errors().stream()
                .map(error -> error.getMessage(null).replaceAll("(\\[\\w+] ).*'(\\w+\\.\\w+)' overrides.*", "$1$2"))
                .toList();
    }

    @Test
    void anImplementationOfALaterRoundIsLookedAt() {
        Compilation compilation = Compilations.lenientJavac()
                .withProcessors(
                        new SourcesProcessor(Map.of("app.Jooq", IMPLEMENTATION.formatted(OVERRIDE))),
                        new AatomicProcessor())
                .compile(ACCOUNTS);

        assertThat(errors(compilation)).containsExactly("[AatomicOverriddenDefault] Jooq.two");
    }

    @Test
    void anImplementationThatOverridesNoneIsFine() {
        Compilation compilation = Compilations.strictJavac()
                .compile(ACCOUNTS, JavaFileObjects.forSourceString("app.Jooq", IMPLEMENTATION.formatted("")));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .doesNotContain("two()");
    }

    /** What the message says to do can be done. */
    @ParameterizedTest
    @ValueSource(strings = {"@NonAatomic int two();", "@Aatomic default int two() { return one() + one(); }"})
    void theMendHelps(String method) {
        Compilation compilation = Compilations.strictJavac()
                .compile(
                        source("Accounts", "@Aatomic public interface Accounts { int one(); " + method + " }"),
                        JavaFileObjects.forSourceString("app.Jooq", IMPLEMENTATION.formatted(OVERRIDE)));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .contains("delegate.two()");
    }

    /** It calls nothing that is in a block. */
    @Test
    void aDefaultMethodOfAnInterfaceWithoutBlocksIsPassedOn() {
        Compilation compilation = Compilations.strictJavac()
                .compile(source(
                        "Accounts",
                        "public interface Accounts extends Iterable<String> { @Aatomic int one(); default int two() {"
                                + " return one(); } }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .contains("delegate.forEach(", "delegate.spliterator()")
                .doesNotContain("two()");
    }

    @Test
    void aDefaultMethodOfASuperinterfaceCallsWhatIsInABlockHere() {
        Compilation compilation = Compilations.strictJavac()
                .compile(
                        source("Base", "public interface Base { int one(); default int two() { return one(); } }"),
                        source(
                                "Accounts",
                                "public interface Accounts extends Base { @Override @Aatomic int one(); int three(); }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .contains("delegate.three()")
                .doesNotContain("two()");
    }

    @Test
    void aClassKeepsItsOwnOverrideAndItsHeirsMustNotHaveAnother() {
        JavaFileObject base =
                source("Base", "public interface Base { int one(); default int two() { return one(); } }");
        JavaFileObject own = source(
                "Own",
                "@Aatomic class Own implements Base { public int one() { return 1; } @NonAatomic public int two() {"
                        + " return 2; } }");
        JavaFileObject inheriting = source("Heir", "class Heir extends Jooq { " + OVERRIDE + " }");
        JavaFileObject jooq = source("Jooq", "class Jooq implements Base { @Aatomic public int one() { return 1; } }");

        Compilation compilation = Compilations.strictJavac().compile(base, own, jooq);
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/OwnAatomic.java"))
                .contains("delegate.two()");
        assertThat(Compilations.generated(compilation).get("app/JooqAatomic.java"))
                .doesNotContain("two()");

        assertThat(errors(Compilations.lenientJavac().compile(base, own, jooq, inheriting)))
                .containsExactly("[AatomicOverriddenDefault] Heir.two");
    }

    @Test
    void whatAnImplementationInheritsFromALibraryShowsAtTheImplementation() {
        Library library = new Library(directory)
                .compile(
                        UnaryOperator.identity(),
                        List.of("--release", "17"),
                        JavaFileObjects.forSourceString(
                                "lib.Base", "package lib; public class Base { public int two() { return 2; } }"));

        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(library.classPath())
                .compile(
                        ACCOUNTS,
                        source(
                                "Jooq",
                                "class Jooq extends lib.Base implements Accounts { public int one() { return 1; } }"));

        assertThat(errors(compilation)).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null)).contains("['Base.two'] ");
    }
}
