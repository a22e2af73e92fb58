package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
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
    private Path directory;

    private Compilation compile(UnaryOperator<String> patch, String... options) {
        Library library = new Library(directory).compile(patch, List.of(options), BASE, MARKED);
        return Compilations.strictJavac().withClasspath(library.classPath()).compile(USER);
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
