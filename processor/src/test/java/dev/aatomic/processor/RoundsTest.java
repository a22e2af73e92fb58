package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interfaces that refer to types which another processor, or this one, generates in a later round. */
class RoundsTest {

    /** Writes the class {@code app.Late} in the first round, and the interface {@code app.Second} in the second. */
    private static final class LateProcessor extends AbstractProcessor {

        private int round;

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return Set.of("*");
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
            round++;
            if (round == 1) {
                write(
                        "app.Late",
                        "package app; public class Late extends RuntimeException { public static final String NAME ="
                                + " \"late\"; }");
            } else if (round == 2) {
                write(
                        "app.Second",
                        "package app; @dev.aatomic.Aatomic public interface Second extends Waiting<Late> { Late "
                                + "second(); }");
            }
            return false;
        }

        private void write(String name, String source) {
            try (var writer = processingEnv
                    .getFiler()
                    .createSourceFile(name, new Element[0])
                    .openWriter()) {
                writer.write(source);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(name, text);
    }

    private static Compilation compile(JavaFileObject... sources) {
        return Compilations.lenientJavac()
                .withProcessors(new LateProcessor(), new AatomicProcessor())
                .compile(sources);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Late late();",
                "java.util.List<? extends Late[]> late();",
                "void late(Late late);",
                "<T extends Late> T late();"
            })
    void waitsForATypeOfAMethod(String method) {
        Compilation compilation = compile(source(
                "app.Waiting", "package app; @dev.aatomic.Aatomic public interface Waiting<W> { " + method + " }"));

        assertThat(Compilations.generated(compilation))
                .containsKeys("app/WaitingAatomic.java", "app/SecondAatomic.java");
    }

    @Test
    void waitsForASuperinterface() {
        Compilation compilation = compile(
                source("app.Waiting", "package app; public interface Waiting<W> { W waiting(); }"),
                source("app.First", "package app; @dev.aatomic.Aatomic public interface First extends Second {}"));

        assertThat(Compilations.generated(compilation).get("app/FirstAatomic.java"))
                .contains("public Late second() {", "public Late waiting() {");
    }

    @Test
    void waitsForAClassOfItsOwn() {
        Compilation compilation = compile(
                source("app.Waiting", "package app; public interface Waiting<W> {}"),
                source("app.A", "package app; @dev.aatomic.Aatomic public interface A { BAatomic b(); }"),
                source("app.B", "package app; @dev.aatomic.Aatomic public interface B { void b(); }"));

        assertThat(Compilations.generated(compilation)).containsKeys("app/AAatomic.java", "app/BAatomic.java");
    }

    @Test
    void waitsForAConstantInAnAnnotation() {
        Compilation compilation = compile(source(
                "app.Waiting",
                "package app; public interface Waiting<W> { @dev.aatomic.Aatomic(using = Late.NAME) void "
                        + "waiting(); }"));

        assertThat(Compilations.generated(compilation).get("app/WaitingAatomic.java"))
                .contains(".using(\"late\")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noRollbackFor = Late.class",
                "noRollbackFor = {Error.class, Late.class}",
                "retry = @dev.aatomic.Retry(retryFor = Late.class)"
            })
    void waitsForAClassInAnAnnotation(String attribute) {
        Compilation compilation = compile(source(
                "app.Waiting",
                "package app; public interface Waiting<W> { @dev.aatomic.Aatomic(" + attribute
                        + ") void waiting(); }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/WaitingAatomic.java"))
                .contains("Late.class)");
    }

    @Test
    void generatesForAnInterfaceThatWasGeneratedInTheSameRound() {
        Compilation compilation =
                compile(source("app.Waiting", "package app; public interface Waiting<W> { W waiting(); }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/SecondAatomic.java"))
                .contains("public Late second() {", "public Late waiting() {");
    }

    /** P11: what extends a base may come later. */
    @Test
    void p11ABaseOfAnInterfaceThatIsGeneratedIsNotNoted() {
        Compilation compilation = compile(source(
                "app.Waiting", "package app; public interface Waiting<W> { @dev.aatomic.NonAatomic W waiting(); }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class First implements Second {",
                "class First extends Base {",
                "class First implements Waiting<Late> {",
                "class First implements Waiting<String> { public String call(Late late) { return null; }"
            })
    void waitsForASupertypeOfAClass(String declaration) {
        Compilation compilation = compile(
                source(
                        "app.Waiting",
                        "package app; public interface Waiting<W> { default W waiting() { return null; } "
                                + "default String call(Late late) { return null; } }"),
                source(
                        "app.Base",
                        "package app; public class Base implements Second { "
                                + "@Override public Late second() { return null; } }"),
                source(
                        "app.First",
                        "package app; @dev.aatomic.Aatomic public " + declaration
                                + " public Late second() { return null; } }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/FirstAatomic.java"))
                .contains("public String call(Late late) {");
    }

    @Test
    void aClassMayUseItsGeneratedClass() {
        Compilation compilation = compile(
                source("app.Waiting", "package app; public interface Waiting<W> {}"),
                source(
                        "app.First",
                        "package app; @dev.aatomic.Aatomic public class First implements Runnable { "
                                + "public void run() {} "
                                + "public FirstAatomic wrap(FirstAatomic other) { return other; } }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation)).containsKey("app/FirstAatomic.java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Named(Late.NAME) void a();",
                "void a(@Named(Late.NAME) String a);",
                "@Named(type = Late.class) void a();"
            })
    void waitsForWhatAnAnnotationThatIsCarriedOverRefersTo(String method) {
        Compilation compilation = compile(
                source(
                        "app.Named",
                        "package app; public @interface Named { String value() default \"\"; "
                                + "Class<?> type() default Object.class; }"),
                source(
                        "app.Waiting",
                        "package app; @dev.aatomic.Aatomic public interface Waiting<W> { " + method + " }"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/WaitingAatomic.java"))
                .containsAnyOf("@Named(\"late\")", "@Named(type = Late.class)");
    }

    @Test
    void leavesOtherAnnotationsToProcessorsThatComeLater() {
        Compilation compilation = Compilations.lenientJavac()
                .withProcessors(new AatomicProcessor(), new LateProcessor())
                .compile(source(
                        "app.Waiting",
                        "package app; @dev.aatomic.Aatomic public interface Waiting<W> { @Deprecated Late late(); }"));

        assertThat(Compilations.generated(compilation))
                .containsKeys("app/WaitingAatomic.java", "app/SecondAatomic.java");
    }

    @Test
    void doesNotBlameAMissingTypeWhenAnotherErrorMayBeTheReason() {
        Compilation compilation = compile(
                source(
                        "app.Waiting",
                        "package app; @dev.aatomic.Aatomic public interface Waiting<W> { Never never(); }"),
                source("app.Wrong", "package app; @dev.aatomic.Aatomic public class Wrong {}"));

        assertThat(Compilations.diagnostics(compilation))
                .anyMatch(text -> text.contains("[AatomicWrongType]"))
                .noneMatch(text -> text.contains("[AatomicUndefined]"));
    }
}
