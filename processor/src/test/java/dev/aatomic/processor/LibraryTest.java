package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces whose superinterfaces come from a library: class files and no sources. */
class LibraryTest {

    private static final JavaFileObject BASE = JavaFileObjects.forSourceString("lib.Base", """
            package lib;

            import dev.aatomic.*;
            import java.util.*;
            import java.util.concurrent.*;

            @Aatomic(using = "library")
            public interface Base<T extends Comparable<? super T>, I> {
                @Marked(kind = Marked.Kind.TWO, value = {"a", "b"}, type = String.class)
                <S extends T> CompletionStage<List<? super S>> save(I clazz, @Marked("first") S... switzz)
                        throws java.io.IOException;

                @NonAatomic
                T left();

                @Deprecated
                default T twice(T once) {
                    return once;
                }

                static int constant() {
                    return 1;
                }
            }
            """);

    private static final JavaFileObject MARKED = JavaFileObjects.forSourceString("lib.Marked", """
            package lib;

            public @interface Marked {
                String[] value() default {};

                Class<?> type() default Object.class;

                Kind kind() default Kind.ONE;

                enum Kind {
                    ONE,
                    TWO
                }
            }
            """);

    private static final JavaFileObject USER = JavaFileObjects.forSourceString(
            "app.User", "package app; @dev.aatomic.Aatomic public interface User extends lib.Base<String, Long> {}");

    @TempDir
    private Path library;

    private Compilation compile(UnaryOperator<String> patch, String... options) {
        Compilation compilation = Compiler.javac()
                .withClasspath(CaseFiles.classPath())
                .withOptions((Object[]) options)
                .compile(BASE, MARKED);
        for (JavaFileObject file : compilation.generatedFiles()) {
            write(file, patch);
        }
        List<File> classPath = new ArrayList<>(CaseFiles.classPath());
        classPath.add(library.toFile());
        return Compilations.strictJavac().withClasspath(classPath).compile(USER);
    }

    private void write(JavaFileObject file, UnaryOperator<String> patch) {
        Path target = library.resolve(file.toUri().getPath().replace("/CLASS_OUTPUT/", ""));
        try (var stream = file.openInputStream()) {
            Files.createDirectories(target.getParent());
            // This encoding keeps every byte.
            Files.write(
                    target,
                    patch.apply(new String(stream.readAllBytes(), ISO_8859_1)).getBytes(ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void everythingIsReadOffClassFiles() {
        Compilation compilation = compile(UnaryOperator.identity(), "--release", "17", "-parameters");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/UserAatomic.java"))
                .contains(
                        "named(\"User.save\").using(\"library\")",
                        "    @Marked(value = {\"a\", \"b\"}, type = String.class, kind = Marked.Kind.TWO)\n",
                        "    public <S extends String> CompletionStage<List<? super S>> save(Long clazz, "
                                + "@Marked(\"first\") S... switzz) {\n"
                                + "        return save.getStageAsync(() -> delegate.<S>save(clazz, switzz));",
                        "    public String left() {\n        return delegate.left();",
                        "    @Deprecated\n",
                        "twice.get(() -> delegate.twice(once));")
                .doesNotContain("constant");
    }

    @Test
    void namesAreMadeUpWhereClassFilesHaveNone() {
        Compilation compilation = compile(UnaryOperator.identity(), "--release", "17");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/UserAatomic.java"))
                .contains("delegate.<S>save(arg0, arg1)");
    }

    @Test
    void namesOfOtherLanguagesThatAreKeywordsHereAreChanged() {
        Compilation compilation = compile(
                bytes -> bytes.replace("clazz", "class").replace("switzz", "switch"), "--release", "17", "-parameters");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/UserAatomic.java"))
                .contains("delegate.<S>save(class_, switch_)");
    }
}
