package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A method is left out of nothing, unless something that extends its interface is transactional. */
@Tag("bad-input")
class OnlyNonAatomicTest {

    private static final JavaFileObject ROOT =
            source("Root", "public interface Root { @NonAatomic String describe(); void a(); }");

    private static final String NOTE =
            "[AatomicOnlyNonAatomic] @NonAatomic leaves methods of @Aatomic types out; neither '%s' nor what extends"
                    + " it in this compilation is @Aatomic. Annotate one of them with @Aatomic, or drop @NonAatomic"
                    + " (docs/errors.md#onlynonaatomic)";

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString("app." + name, "package app; import dev.aatomic.*; " + text);
    }

    private static List<String> messages(Compilation compilation) {
        return compilation.diagnostics().stream()
                .map(diagnostic -> diagnostic.getMessage(null))
                .toList();
    }

    /** P11: what extends it may be in another compilation, so that nothing is certain enough for a warning. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface Other { void b(); }",
                "@Aatomic interface Other { void b(); }",
                "interface Other extends Root {}",
                "abstract class Other implements Root {}"
            })
    void p11NonAatomicAloneIsNoted(String other) {
        Compilation compilation = Compilations.strictJavac().compile(ROOT, source("Other", other));

        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        assertThat(compilation.warnings()).isEmpty();
        assertThat(messages(compilation)).containsExactly(NOTE.formatted("Root"));
    }

    /** P11: one that extends a transactional interface is none by that. */
    @Test
    void p11SoItIsBelowATransactionalInterface() {
        Compilation compilation = Compilations.strictJavac()
                .compile(
                        source("Parent", "@Aatomic public interface Parent { void b(); }"),
                        source("Child", "interface Child extends Parent { @NonAatomic void b(); }"));

        assertThat(messages(compilation)).containsExactly(NOTE.formatted("Child"));
    }

    /** P11: a base of transactional types is what the annotation is for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Aatomic interface Other extends Root {}",
                "interface Other extends Root { @Aatomic void a(); }",
                "interface Other extends Root { @Aatomic interface Inner extends Other {} }",
                "@Aatomic abstract class Other implements Root {}",
                "abstract class Other implements Root { @Aatomic static class Inner extends Other {"
                        + " public String describe() { return null; } public void a() {} } }",
                "@Aatomic interface Other extends Root { Other_InnerAatomic later(); @Aatomic interface Inner {"
                        + " void b(); } }"
            })
    void p11ABaseOfTransactionalTypesIsNotNoted(String other) {
        Compilation compilation = Compilations.strictJavac().compile(ROOT, source("Other", other));

        assertThat(messages(compilation)).isEmpty();
    }

    /** P11: with an error there may be more to come. */
    @Test
    void p11NothingIsNotedBesideAnError() {
        Compilation compilation = Compilations.lenientJavac().compile(ROOT, source("Other", "@Aatomic class Other {}"));

        assertThat(messages(compilation)).singleElement().asString().startsWith("[AatomicWrongType] ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@SuppressWarnings(\"aatomic:OnlyNonAatomic\") interface Known { @NonAatomic void a(); }",
                "interface Known { @SuppressWarnings(\"aatomic:OnlyNonAatomic\") @NonAatomic void a(); }"
            })
    void p11TheNoteCanBeSuppressed(String known) {
        Compilation compilation = Compilations.strictJavac().compile(source("Known", known));

        assertThat(messages(compilation)).isEmpty();
    }
}
