package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.Map;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean something else in a generated class than where its interface uses them. */
class NameClashesTest {

    @TempDir
    private Path directory;

    private static JavaFileObject source(String name, String text) {
        String packageName = name.substring(0, name.lastIndexOf('.'));
        return JavaFileObjects.forSourceString(name, "package " + packageName + "; " + text);
    }

    private Map<String, String> generate(JavaFileObject... sources) {
        return new BothCompilers(directory).generate(sources);
    }

    /** P5: of two types of one simple name, the class inherits one, and the method means the other. */
    @Test
    void p5NestedTypeOfTheSameSimpleNameIsQualified() {
        Map<String, String> generated = generate(
                source("app.Money", "public class Money { public enum Kind { COIN } }"),
                source("app.Root", "public interface Root { Money m(Money.Kind kind); }"),
                source("app.Base", "@dev.aatomic.Aatomic public interface Base extends Root { class Money {} }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains("    public app.Money m(app.Money.Kind kind) {")
                .doesNotContain("import app.");
    }

    /** P5: in all the places that name types, and whichever way the name is inherited. */
    @Test
    void p5EveryUseOfAHiddenTypeIsQualified() {
        Map<String, String> generated = generate(
                source(
                        "app.Money",
                        "public class Money extends RuntimeException {"
                                + " private static final long serialVersionUID = 1; public enum Kind { COIN } }"),
                source("app.Marked", "public @interface Marked { Money.Kind[] kinds(); Class<?> type(); }"),
                source("lib.Outer", "public class Outer { public static class Inner {} }"),
                source(
                        "app.Root",
                        "import java.util.*; import lib.Outer; import lib.Outer.Inner; public interface Root {"
                                + " @Marked(kinds = Money.Kind.COIN, type = Money.class) Map<? extends Money,"
                                + " List<Money[]>> m( @Marked(kinds = {}, type = Outer.Inner.class) Outer.Inner inner)"
                                + " throws Money; @SuppressWarnings(\"unchecked\") <T extends Money & Comparable<T>> T"
                                + " t(T... ts); }"),
                source(
                        "app.Names",
                        "public interface Names { class Money {} interface Marked {} class Outer {} class Map {}"
                                + " class Override {} interface Root {} class String {} interface BaseAatomic {} }"),
                source("app.More", "public interface More { class Money {} }"),
                source(
                        "app.Base",
                        "@dev.aatomic.Aatomic(noRollbackFor = app.Money.class, using = \"x\")"
                                + " public interface Base<X> extends app.Root, Names, More { java.lang.String s(); }"),
                source(
                        "app.Service",
                        "@dev.aatomic.Aatomic class Service implements app.Root, Names { public java.util.Map<?"
                                + " extends app.Money, java.util.List<app.Money[]>> m(lib.Outer.Inner inner) { return"
                                + " null; } @SafeVarargs public final <T extends app.Money & Comparable<T>> T t(T... ts) {"
                                + " return null; } }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains(
                        "@app.Marked(kinds = app.Money.Kind.COIN, type = app.Money.class)",
                        "java.util.Map<? extends app.Money, List<app.Money[]>> m(",
                        "lib.Outer.Inner inner",
                        ".noRollbackFor(app.Money.class)",
                        "import dev.aatomic.runtime.Atomic;")
                .doesNotContain("import app.", "import lib.");
    }

    /** P5: a type variable hides a type of the package, and of java.lang. */
    @Test
    void p5ATypeThatATypeVariableHidesIsQualified() {
        Map<String, String> generated = generate(
                source("app.Money", "public class Money {}"),
                source("app.Root", "public interface Root { Money m(); <String> Money n(String s); }"),
                source(
                        "app.Base",
                        "@dev.aatomic.Aatomic public interface Base<Money, Integer> extends Root {"
                                + " Money own(java.lang.Integer i); }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains(
                        "public app.Money m() {",
                        "public <String> app.Money n(String s) {",
                        "public Money own(java.lang.Integer i) {");
    }

    /** P9: constants hide classes in expressions. */
    @Test
    void p9ConstantsNamedLikeClassesThatGeneratedCodeUsesDoNotHideThem() {
        Map<String, String> generated = generate(
                source("app.Kind", "public enum Kind { ONE }"),
                source("app.Marked", "public @interface Marked { Kind value(); }"),
                source(
                        "app.Constants",
                        "public interface Constants { int Objects = 1, Duration = 2, Isolation = 3, Propagation = 4,"
                                + " RetryPolicy = 5, Kind = 6, transactions = 7, delegate = 8, java = 9, a = 10,"
                                + " ConnectionAcquisition = 11; String"
                                + " Override = \"\", dev = \"\", app = \"\"; }"),
                source(
                        "app.Base",
                        "import dev.aatomic.Retry; @dev.aatomic.Aatomic(isolation ="
                                + " dev.aatomic.Isolation.SERIALIZABLE, connection ="
                                + " dev.aatomic.ConnectionAcquisition.LAZY, propagation ="
                                + " dev.aatomic.Propagation.REQUIRES_NEW, timeout = \"5s\", retry = @Retry(maxAttempts ="
                                + " 3)) public interface Base { int Objects = 1, Duration = 2, Isolation = 3, Propagation"
                                + " = 4, RetryPolicy = 5, Kind = 6, transactions = 7, delegate = 8,"
                                + " ConnectionAcquisition = 9; @Marked(app.Kind.ONE)"
                                + " void a(); }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains(
                        "java.util.Objects.requireNonNull(delegate, \"delegate\")",
                        "java.time.Duration.ofSeconds(5)",
                        "dev.aatomic.Isolation.SERIALIZABLE",
                        "dev.aatomic.ConnectionAcquisition.LAZY",
                        "dev.aatomic.runtime.RetryPolicy.ofMaxAttempts(3)",
                        "@Marked(app.Kind.ONE)");
    }

    /** P9: constants of other names, and of the names of packages, change nothing. */
    @Test
    void p9OtherConstantsChangeNothing() {
        Map<String, String> generated = generate(source(
                "app.Base",
                "@dev.aatomic.Aatomic(timeout = \"5s\") public interface Base { int java = 1, dev = 2, app ="
                        + " 3, transactions = 4, delegate = 5, a = 6; void a(); }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains("this.delegate = Objects.requireNonNull(delegate,", "timeout(Duration.ofSeconds(5))");
    }

    /** P9: so do fields, which are named after methods. */
    @Test
    void p9AFieldDoesNotHideWhatAnAnnotationNames() {
        Map<String, String> generated = generate(
                source("app.Kind", "public enum Kind { ONE }"),
                source("app.Marked", "public @interface Marked { Kind value(); }"),
                source(
                        "app.Base",
                        "@dev.aatomic.Aatomic public interface Base { @Marked(app.Kind.ONE) void Kind(); }"));

        assertThat(generated.get("app/BaseAatomic.java")).contains("@Marked(app.Kind.ONE)");
    }

    private static JavaFileObject unnamed(String name, String text) {
        return JavaFileObjects.forSourceString(name, text);
    }

    private static void assertHidden(String expected, JavaFileObject... sources) {
        Compilation compilation = Compilations.strictJavac().compile(sources);

        assertThat(compilation.diagnostics())
                .singleElement()
                .extracting(diagnostic -> diagnostic.getMessage(null))
                .asString()
                .startsWith("[AatomicHiddenType] ")
                .contains(
                        "Generated class must be able to name the types that it uses; " + expected + ". Rename that (");
    }

    /** P5: nothing qualifies a type of the unnamed package. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@dev.aatomic.Aatomic interface Base extends Root { class Money {} }",
                "interface Names { class Money {} } @dev.aatomic.Aatomic interface Base extends Root, Names {}",
                "@dev.aatomic.Aatomic interface Base<Money> extends Root {}",
                "interface Names { class Money {} } @dev.aatomic.Aatomic abstract class Base implements Root, Names {}"
            })
    void p5AHiddenTypeOfTheUnnamedPackageIsAnError(String base) {
        assertHidden(
                "'Money' of the unnamed package is hidden by the 'Money' that 'Base' declares or inherits",
                unnamed("Money", "public class Money { public enum Kind { ONE } }"),
                unnamed("Root", "public interface Root { java.util.List<? extends Money.Kind[]> m(); }"),
                unnamed("Base", base));
    }

    /** P5: the nested type is the one that is meant. */
    @Test
    void p5ANestedTypeOfTheUnnamedPackageIsNotHidden() {
        Compilation compilation = Compilations.strictJavac()
                .compile(
                        unnamed("Money", "public class Money {}"),
                        unnamed(
                                "Base",
                                "@dev.aatomic.Aatomic public interface Base { class Money {} Money m(); <T> T t(T t);"
                                        + " }"));

        assertThat(compilation.diagnostics()).isEmpty();
        assertThat(Compilations.generated(compilation).get("BaseAatomic.java")).contains("public Base.Money m() {");
    }

    /** P9: where one thing hides a class, and another one its package, nothing names the class. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        int Objects = 1, java = 2; void a(); | java.util.Objects | java
        int Duration = 1, java = 2; @Aatomic(timeout = "5s") void a(); | java.time.Duration | java
        int Isolation = 1, dev = 2; @Aatomic(isolation = SERIALIZABLE) void a(); | dev.aatomic.Isolation | dev
        int RetryPolicy = 1, dev = 2; @Aatomic(retry = @Retry(maxAttempts = 3)) void a(); | dev.aatomic.runtime.RetryPolicy | dev
        int Kind = 1, app = 2; @Marked(ONE) void a(); | app.Kind | app
        class String {} class java {} void a(); | java.lang.String | java
        int Kind = 1; @Marked(ONE) void app(); | app.Kind | app
        """, quoteCharacter = '`')
    void p9AClassThatIsHiddenWithItsPackageIsAnError(String members, String type, String root) {
        assertHidden(
                "'" + type + "' is hidden by the '" + root + "' that 'Base' declares or inherits",
                source("app.Kind", "public enum Kind { ONE }"),
                source("app.Marked", "public @interface Marked { Kind value(); }"),
                source(
                        "app.Base",
                        "import static app.Kind.ONE; import static dev.aatomic.Isolation.SERIALIZABLE; import"
                                + " dev.aatomic.*; @Aatomic public interface Base extends Root { " + members + " }"),
                source("app.Root", "public interface Root { String root(); }"));
    }

    /** P9: a variable hides a package from expressions only. */
    @Test
    void p9AConstantDoesNotHideThePackageOfATypeInASignature() {
        Map<String, String> generated = generate(
                source("app.Money", "public class Money { public static class Kind {} }"),
                source("app.Marked", "public @interface Marked { Class<?> type(); }"),
                source("app.Root", "public interface Root { @Marked(type = Money.class) Money.Kind m(Money money); }"),
                source(
                        "app.Base",
                        "@dev.aatomic.Aatomic(noRollbackFor = RuntimeException.class) public interface Base extends"
                                + " Root { int Money = 1, app = 2, RuntimeException = 3, java = 4; }"));

        assertThat(generated.get("app/BaseAatomic.java")).contains("public app.Money.Kind m(app.Money money) {");
    }

    /** P9: a method that the class only inherits has a name, too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "default <T> T rethrowing(java.util.concurrent.Callable<T> body) { return null; }",
                "default void rethrowing(CheckedRunnable<?> body) {}",
                "default int rethrowing(CheckedSupplier<?, ?> body) { return 1; }"
            })
    void p9AHelperIsNotNamedLikeAnInheritedMethod(String method) {
        String members = "@NonAatomic " + method
                + " int value() throws java.io.IOException, java.sql.SQLException; void nothing() throws"
                + " java.io.IOException, java.sql.SQLException;";
        Map<String, String> generated = generate(source(
                "app.Base",
                "import dev.aatomic.*; import dev.aatomic.runtime.*; @Aatomic public interface Base { " + members
                        + " }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains("value.get(rethrowingBody(", "nothing.run(rethrowingBody(")
                .doesNotContain(" rethrowing(");
    }

    /** P5: a package, a type and a method may have dollar signs, which regular expressions and JavaPoet read as more. */
    @Test
    void p5DollarSignsAreNamesLikeAnyOther() {
        Map<String, String> generated = generate(
                source("a$1.Kind", "public class Kind { public static class $Of {} }"),
                source(
                        "a$1.$Base",
                        "public interface $Base { @dev.aatomic.Aatomic interface $In<$T> { class Kind {} "
                                + "<$L> $L $($T $N, $L $L, a$1.Kind.$Of of, a$1.Kind all, Kind kind); } }"));

        assertThat(generated)
                .containsOnlyKeys("a$1/$Base_$InAatomic.java")
                .extractingByKey("a$1/$Base_$InAatomic.java")
                .asString()
                .startsWith("package a$1;\n")
                .contains(
                        ".named(\"$Base.$In.$\")",
                        "    public <$L> $L $($T $N, $L $L, a$1.Kind.$Of of, a$1.Kind all, $Base.$In.Kind kind) {");
    }

    /** P5: nor does a dollar sign keep an import from being seen as hidden. */
    @Test
    void p5AnImportWithADollarSignIsHiddenLikeAnyOther() {
        Map<String, String> generated = generate(
                source("lib$2.Money", "public class Money { public static class $Kind {} }"),
                source("app.Root", "import lib$2.Money; public interface Root { Money m(Money.$Kind kind); }"),
                source("app.Base", "@dev.aatomic.Aatomic public interface Base extends Root { class Money {} }"));

        assertThat(generated.get("app/BaseAatomic.java"))
                .contains("    public lib$2.Money m(lib$2.Money.$Kind kind) {");
    }
}
