package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters that users wrote for return types: where they may be named, which one is called, and when they are there. */
class AdaptersTest {

    private static final JavaFileObject TASK = source("lib.Task", "package lib; public interface Task<T> {}");

    private static final JavaFileObject USER =
            source("app.User", "package app; @dev.aatomic.Aatomic public interface User { lib.Task<String> task(); }");

    @TempDir
    private Path directory;

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(name, text);
    }

    private static JavaFileObject adapters(String name) {
        return adapters(name, "lib.Task");
    }

    private static JavaFileObject adapters(String name, String type) {
        int dot = name.lastIndexOf('.');
        return source(name, """
                package %s;

                import dev.aatomic.ReturnTypeAdapter;
                import dev.aatomic.runtime.*;

                public final class %s {
                    private %2$s() {}

                    @ReturnTypeAdapter(lazy = true)
                    public static <T> %s<T> task(
                            Atomic atomic, CheckedSupplier<? extends %3$s<? extends T>, ?> body) {
                        throw new UnsupportedOperationException();
                    }
                }
                """.formatted(name.substring(0, dot), name.substring(dot + 1), type));
    }

    private static String generated(Compilation compilation) {
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation).get("app/UserAatomic.java");
    }

    private static Compilation compile(JavaFileObject... sources) {
        return Compilations.strictJavac().compile(sources);
    }

    private static Compilation compile(String adaptedBy, JavaFileObject... sources) {
        return Compilations.strictJavac()
                .withOptions("-Aaatomic.adaptedBy=" + adaptedBy)
                .compile(sources);
    }

    @Test
    void withoutAnAdapterAnyTypeIsAValue() {
        assertThat(generated(compile(TASK, USER))).contains("return task.get(() -> delegate.task());");
    }

    @Test
    void theOptionNamesAdaptersForAllTypes() {
        assertThat(generated(compile(
                        " lib.TaskBlocks , lib.MoreBlocks ",
                        TASK,
                        USER,
                        adapters("lib.TaskBlocks"),
                        source("lib.More", "package lib; public interface More<T> {}"),
                        adapters("lib.MoreBlocks", "lib.More"))))
                .contains("return TaskBlocks.task(task, () -> delegate.task());");
    }

    @Test
    void theNearestAdapterIsCalled() {
        List<JavaFileObject> sources = new ArrayList<>(List.of(
                TASK,
                adapters("lib.OfBuild"),
                source("app.User", "package app; @dev.aatomic.Aatomic interface User extends" + " base.Parent {}")));
        sources.add(source("base.Parent", "package base; public interface Parent { lib.Task<String> task(); }"));
        assertThat(call(sources)).isEqualTo("OfBuild");

        sources.remove(sources.size() - 1);
        sources.add(adapters("lib.OfParent"));
        sources.add(source(
                "base.Parent",
                "package base; @dev.aatomic.AdaptedBy(lib.OfParent.class) public interface Parent {"
                        + " lib.Task<String> task(); }"));
        assertThat(call(sources)).isEqualTo("OfParent");

        sources.add(adapters("lib.OfPackage"));
        sources.add(source("app.package-info", "@dev.aatomic.AdaptedBy(lib.OfPackage.class) package app;"));
        assertThat(call(sources)).isEqualTo("OfPackage");

        sources.remove(2);
        sources.add(adapters("lib.OfOuter"));
        sources.add(source(
                "app.Outer",
                "package app; @dev.aatomic.AdaptedBy(lib.OfOuter.class) class Outer { @dev.aatomic.Aatomic interface"
                        + " User extends base.Parent {} }"));
        assertThat(call(sources)).isEqualTo("OfOuter");

        sources.remove(sources.size() - 1);
        sources.add(adapters("lib.OfType"));
        sources.add(source(
                "app.Outer",
                "package app; @dev.aatomic.AdaptedBy(lib.OfOuter.class) class Outer { @dev.aatomic.Aatomic"
                        + " @dev.aatomic.AdaptedBy(lib.OfType.class) interface User extends base.Parent {} }"));
        assertThat(call(sources)).isEqualTo("OfType");
    }

    /** The class in which the adapter is that the generated class calls. */
    private static String call(List<JavaFileObject> sources) {
        Compilation compilation = Compilations.lenientJavac()
                .withOptions("-Aaatomic.adaptedBy=lib.OfBuild")
                .compile(sources);
        return Compilations.generated(compilation).values().stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("return "))
                .map(line -> line.replaceAll(".*return (\\w+)\\.task\\(task, .*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    /** Packages, too, have annotations in class files. */
    @Test
    void whatALibrarySaysHoldsForItsHeirs() {
        Library library = new Library(directory)
                .compile(
                        UnaryOperator.identity(),
                        List.of("--release", "17"),
                        TASK,
                        adapters("lib.TaskBlocks"),
                        source("lib.package-info", "@dev.aatomic.AdaptedBy(TaskBlocks.class) package lib;"),
                        source("lib.Base", "package lib; public interface Base { Task<String> task(); }"));

        Map<String, String> generated = new BothCompilers(directory.resolve("both"))
                .generate(
                        Compilations.strictJavac(),
                        library.classPath(),
                        source(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User extends lib.Base {}"));

        assertThat(generated.get("app/UserAatomic.java"))
                .contains("return TaskBlocks.task(task, () -> delegate.task());");
    }

    /** Without it the method would be taken for one that returns a value. */
    @Test
    void anAdapterThatALibraryNamesAndThatIsNotThereIsReported() {
        Library library = new Library(directory)
                .compile(
                        UnaryOperator.identity(),
                        List.of("--release", "17"),
                        TASK,
                        adapters("lib.TaskBlocks"),
                        source("lib.package-info", "@dev.aatomic.AdaptedBy(TaskBlocks.class) package lib;"),
                        source("lib.Base", "package lib; public interface Base { Task<String> task(); }"));
        assertThat(directory.resolve("lib/TaskBlocks.class").toFile().delete()).isTrue();

        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(library.classPath())
                .compile(source(
                        "app.User", "package app; @dev.aatomic.Aatomic public interface User extends lib.Base {}"));

        assertThat(compilation.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.getMessage(null))
                        .startsWith("[AatomicUndefined] ")
                        .contains("'User' refers to", "in @AdaptedBy of 'lib'"));
    }

    /** What is named Late comes from another processor. */
    @ParameterizedTest
    @ValueSource(strings = {"AdaptedBy", "option", "signature"})
    void anAdapterMayBeGenerated(String where) {
        String option = where.equals("option") ? "app.LateBlocks" : "lib.TaskBlocks";
        String annotation = where.equals("AdaptedBy") ? "@dev.aatomic.AdaptedBy(app.LateBlocks.class) " : "";
        String type = where.equals("signature") ? "lib.LateTask" : "lib.Task";
        Map<String, String> late = where.equals("signature")
                ? Map.of("lib.LateTask", "package lib; public interface LateTask<T> {}")
                : Map.of("app.LateBlocks", text(adapters("app.LateBlocks")));

        Compilation compilation = Compilations.lenientJavac()
                .withOptions("-Aaatomic.adaptedBy=" + option)
                .withProcessors(new SourcesProcessor(late), new AatomicProcessor())
                .compile(
                        TASK,
                        adapters("lib.TaskBlocks", type),
                        source(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic " + annotation + "public interface User { " + type
                                        + "<String> task(); }"));

        assertThat(generated(compilation)).contains("Blocks.task(task, () -> delegate.task());");
    }

    private static String text(JavaFileObject source) {
        return Compilations.text(source);
    }

    @Test
    void aClassOfTheOptionThatDoesNotExistIsReportedOnceAndWithoutPlace() {
        Compilation compilation = Compilations.lenientJavac()
                .withOptions("-Aaatomic.adaptedBy=lib.TaskBloks")
                .compile(
                        TASK,
                        USER,
                        source(
                                "app.Other",
                                "package app; @dev.aatomic.Aatomic public interface Other { void nothing(); }"));

        assertThat(compilation.errors()).singleElement().satisfies(error -> {
            assertThat(error.getSource()).isNull();
            assertThat(error.getMessage(null))
                    .startsWith(
                            "[AatomicOption] Option 'aatomic.adaptedBy' must be names of classes with commas between"
                                    + " them, which the types can see; found 'lib.TaskBloks'. Correct it");
        });
    }

    @Test
    void adaptersOfTheOptionMustBePublic() {
        Compilation compilation = Compilations.lenientJavac()
                .withOptions("-Aaatomic.adaptedBy=app.Hidden,app.None")
                .compile(
                        TASK, USER, source("app.None", "package app; public class None {}"), source("app.Hidden", """
                                package app;
                                class Hidden {
                                    @dev.aatomic.ReturnTypeAdapter
                                    public static <T> lib.Task<T> task(
                                            dev.aatomic.runtime.Atomic atomic,
                                            dev.aatomic.runtime.CheckedSupplier<? extends lib.Task<? extends T>, ?> body) {
                                        return null;
                                    }
                                }
                                """));

        assertThat(compilation.errors())
                .extracting(error -> error.getMessage(null).replaceAll(" \\(docs/.*", ""))
                .containsExactly(
                        "[AatomicAdapterForm] Option 'aatomic.adaptedBy' must name classes whose @ReturnTypeAdapter"
                                + " methods generated code can call; 'Hidden.task' is not public. Make it and its class"
                                + " public",
                        "[AatomicNoAdapter] Option 'aatomic.adaptedBy' must name classes that have a @ReturnTypeAdapter"
                                + " method; 'app.None' has none. Annotate its adapter with @ReturnTypeAdapter, or drop"
                                + " it");
        assertThat(compilation.errors())
                .allSatisfy(error -> assertThat(error.getSource()).isNull());
    }

    /** Gradle compiles again what was made of a source that changed, if that is one. */
    @Test
    void theGeneratedClassComesFromItsTypeAlone() {
        OriginatingElements processor = new OriginatingElements();
        Compilation compilation = Compilations.lenientJavac()
                .withProcessors(processor)
                .compile(
                        TASK,
                        USER,
                        adapters("lib.TaskBlocks"),
                        source("app.package-info", "@dev.aatomic.AdaptedBy(lib.TaskBlocks.class) package app;"));

        assertThat(generated(compilation)).contains("TaskBlocks.task(");
        assertThat(processor.byFile()).containsExactly(Map.entry("app.UserAatomic", List.of("app.User")));
    }

    @Test
    void aNestedTypeMayHaveTheNameOfTheAdaptersClass() {
        assertThat(generated(compile(
                        "lib.TaskBlocks",
                        TASK,
                        adapters("lib.TaskBlocks"),
                        source(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User { interface TaskBlocks {}"
                                        + " lib.Task<String> task(); }"))))
                .contains("return lib.TaskBlocks.task(task, () -> delegate.task());");
    }

    @Test
    void aNameThatHidesTheClassAndItsPackageIsReported() {
        Compilation compilation = Compilations.lenientJavac()
                .withOptions("-Aaatomic.adaptedBy=lib.TaskBlocks")
                .compile(
                        TASK,
                        adapters("lib.TaskBlocks"),
                        source(
                                "app.User",
                                "package app; @dev.aatomic.Aatomic public interface User {"
                                        + " lib.Task<String> task(int TaskBlocks, int lib); }"));

        assertThat(compilation.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.getMessage(null))
                        .startsWith("[AatomicHiddenType] ")
                        .contains("'lib.TaskBlocks' is hidden by the 'lib' that 'User' declares"));
    }

    /** In the unnamed package no source can name the class in another way. */
    @Test
    void aTypeThatHidesAClassOfTheUnnamedPackageIsReported() {
        Compilation compilation = Compilations.lenientJavac()
                .compile(
                        TASK,
                        source("TaskBlocks", text(adapters("lib.TaskBlocks")).replace("package lib;", "")),
                        source("Parent", "@dev.aatomic.AdaptedBy(TaskBlocks.class) interface Parent {}"),
                        source(
                                "User",
                                "@dev.aatomic.Aatomic interface User extends Parent { interface TaskBlocks {}"
                                        + " lib.Task<String> task(); }"));

        assertThat(compilation.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.getMessage(null))
                        .contains("'TaskBlocks' of the unnamed package is hidden by"));
    }

    /** Against stand-ins for the libraries and our modules, of which the processor knows the names alone. */
    @ParameterizedTest
    @CsvSource({
        "reactor.core.publisher.Mono, dev.aatomic.reactor.ReactorBlocks, mono",
        "reactor.core.publisher.Flux, dev.aatomic.reactor.ReactorBlocks, flux",
        "io.smallrye.mutiny.Uni, dev.aatomic.mutiny.MutinyBlocks, uni",
        "io.smallrye.mutiny.Multi, dev.aatomic.mutiny.MutinyBlocks, multi",
        "io.reactivex.rxjava3.core.Single, dev.aatomic.rxjava3.RxJavaBlocks, single",
        "io.reactivex.rxjava3.core.Maybe, dev.aatomic.rxjava3.RxJavaBlocks, maybe",
        "io.reactivex.rxjava3.core.Flowable, dev.aatomic.rxjava3.RxJavaBlocks, flowable",
        "io.reactivex.rxjava3.core.Observable, dev.aatomic.rxjava3.RxJavaBlocks, observable",
        "org.reactivestreams.Publisher, dev.aatomic.reactivestreams.ReactiveStreamsBlocks, publisher"
    })
    void eachLibraryHasAnAdapter(String type, String adapter, String method) {
        int dot = type.lastIndexOf('.');
        Compilation compilation = compile(
                source(
                        type,
                        "package %s; public interface %s<T> {}"
                                .formatted(type.substring(0, dot), type.substring(dot + 1))),
                source(
                        adapter,
                        text(adapters(adapter, type))
                                .replace(" task(", " " + method + "(")
                                .replace("@ReturnTypeAdapter(lazy = true)", "")
                                .replace("import dev.aatomic.ReturnTypeAdapter;", "")),
                source(
                        "app.User",
                        "package app; @dev.aatomic.Aatomic public interface User { " + type
                                + "<? extends Number> task(int task); }"));

        assertThat(generated(compilation))
                .contains("return %s.%s(this.task, () -> delegate.task(task));"
                        .formatted(adapter.replaceAll(".*\\.", ""), method));
    }

    @Test
    void aCompletableHasNoValue() {
        Compilation compilation = compile(
                source(
                        "io.reactivex.rxjava3.core.Completable",
                        "package io.reactivex.rxjava3.core; public class Completable {}"),
                source("dev.aatomic.rxjava3.RxJavaBlocks", """
                        package dev.aatomic.rxjava3;

                        import dev.aatomic.runtime.*;
                        import io.reactivex.rxjava3.core.Completable;

                        public interface RxJavaBlocks {
                            static Completable completable(
                                    Atomic atomic, CheckedSupplier<? extends Completable, ?> body) {
                                throw new UnsupportedOperationException();
                            }
                        }
                        """),
                source(
                        "app.User",
                        "package app; @dev.aatomic.Aatomic public interface User {"
                                + " io.reactivex.rxjava3.core.Completable task(); }"));

        assertThat(generated(compilation)).contains("return RxJavaBlocks.completable(task, () -> delegate.task());");
    }
}
