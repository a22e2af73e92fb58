package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import org.junit.jupiter.api.Test;

/** Names and texts in any script; not a golden file, since not every file system can name it. */
class UnicodeTest {

    @Test
    void namesAndTextsAreWrittenAsTheyAre() {
        Compilation compilation =
                Compilations.strictJavac().compile(JavaFileObjects.forSourceString("büro.Größe", """
                        package büro;

                        @dev.aatomic.Aatomic(using = "Übung \\0 \\" \\\\ 😀")
                        public interface Größe<Ω> {
                            java.util.concurrent.CompletionStage<Ω> größer(Ω straße, int $_);

                            void 大きさ(Größe<Ω> 値);

                            void $();

                            interface Kürzel {
                                @dev.aatomic.Aatomic
                                void über();
                            }
                        }
                        """));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation))
                .containsOnlyKeys("büro/GrößeAatomic.java", "büro/Größe_KürzelAatomic.java");
        assertThat(Compilations.generated(compilation).get("büro/GrößeAatomic.java"))
                .contains(
                        "named(\"Größe.größer\").using(\"Übung \\u0000 \\\" \\\\ 😀\")",
                        "return größer.getStageAsync(() -> delegate.größer(straße, $_));",
                        "大きさ.run(() -> delegate.大きさ(値));",
                        "$.run(() -> delegate.$());");
    }
}
