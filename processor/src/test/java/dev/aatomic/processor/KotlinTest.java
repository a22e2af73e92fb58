package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.kotlin.KotlinBlocks;
import java.util.List;
import kotlinx.coroutines.CoroutineScope;
import org.jetbrains.annotations.NotNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kotlin's interfaces and classes, in the shape of the stubs that kapt makes of them. */
class KotlinTest {

    private static Compilation compile(String name, String source) {
        Compiler javac =
                Compilations.lenientJavac().withClasspath(CaseFiles.classPathWith(kotlin.Unit.class, NotNull.class));
        return javac.compile(JavaFileObjects.forSourceString(name, source));
    }

    private static Compilation compileWithCoroutines(String name, String source) {
        return Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPathWith(
                        kotlin.Unit.class, NotNull.class, CoroutineScope.class, KotlinBlocks.class))
                .compile(JavaFileObjects.forSourceString(name, source));
    }

    @Test
    void anInterfaceIsWrapped() {
        Compilation compilation = compile("app.Accounts", """
            package app;

            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000"}, d2 = {"Lapp/Accounts;", "", "transfer"})
            @dev.aatomic.Aatomic()
            public abstract interface Accounts {
                @org.jetbrains.annotations.NotNull()
                public static final app.Accounts.Companion Companion = null;

                @org.jetbrains.annotations.NotNull()
                public abstract java.util.concurrent.CompletionStage<java.lang.String> transfer(long from, @org.jetbrains.annotations.NotNull()
                java.lang.String p1_772401952);

                @org.jetbrains.annotations.Nullable()
                public abstract java.lang.String find(@org.jetbrains.annotations.NotNull()
                kotlin.jvm.functions.Function1<? super java.lang.String, kotlin.Unit> each);

                public abstract int getCount();

                public abstract void setCount(int p0);

                public abstract boolean isOpen();

                public abstract void internal$app_main(@org.jetbrains.annotations.NotNull()
                java.util.List<java.lang.String> $this$receiver);

                @dev.aatomic.NonAatomic()
                @org.jetbrains.annotations.Nullable()
                public abstract java.lang.Object load(long id, @org.jetbrains.annotations.NotNull()
                kotlin.coroutines.Continuation<? super java.lang.String> $completion);

                @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000"}, d2 = {"Lapp/Accounts$Companion;"})
                public static final class Companion {
                    private Companion() {
                        super();
                    }
                }

                @kotlin.Metadata(mv = {2, 4, 0}, k = 3, xi = 48)
                public static final class DefaultImpls {}
            }
            """);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .contains(
                        "    @NotNull\n"
                                + "    public CompletionStage<String> transfer(long from, @NotNull String p1_772401952) {",
                        "    @Nullable\n    public String find(@NotNull Function1<? super String, Unit> each) {",
                        "    public boolean isOpen() {\n        return isOpen.get(() -> delegate.isOpen());",
                        "internal$app_main.run(() -> delegate.internal$app_main($this$receiver));",
                        "public Object load(long id, @NotNull Continuation<? super String> $completion) {\n"
                                + "        return delegate.load(id, $completion);");
    }

    @Test
    void aSuspendFunctionIsInABlock() {
        Compilation compilation = compileWithCoroutines("app.Accounts", """
            package app;

            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000"}, d2 = {"Lapp/Accounts;"})
            public abstract interface Accounts {
                @dev.aatomic.Aatomic(durable = true)
                @org.jetbrains.annotations.Nullable()
                public abstract java.lang.Object load(long id, @org.jetbrains.annotations.NotNull()
                kotlin.coroutines.Continuation<? super java.lang.String> $completion);
            }
            """);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/AccountsAatomic.java"))
                .contains(
                        "    @Nullable\n    public Object load(long id, @NotNull Continuation<? super String> $completion) {",
                        "return KotlinBlocks.await("
                                + "load, continuation -> delegate.load(id, continuation), $completion);");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kotlinx.coroutines.flow.Flow<String>",
                "kotlinx.coroutines.Deferred<String>",
                "java.util.concurrent.CompletionStage<String>"
            })
    void aSuspendFunctionThatReturnsWhatGoesOnAfterItsEndIsWarnedOf(String type) {
        Compilation compilation = compileWithCoroutines(
                "app.Accounts",
                "package app; @dev.aatomic.Aatomic public interface Accounts { Object load(long id,"
                        + " kotlin.coroutines.Continuation<? super " + type + "> $completion); }");

        assertThat(compilation.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.getMessage(null))
                        .startsWith("[AatomicLazyResult] ")
                        .contains("'load' returns '" + type.substring(type.lastIndexOf('.') + 1) + "'"));
    }

    @Test
    void aClassIsWrapped() {
        Compilation compilation = compile("app.Job", """
            package app;

            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000"}, d2 = {"Lapp/Job;"})
            @dev.aatomic.Aatomic()
            public final class Job implements java.util.concurrent.Callable<java.lang.String> {
                public Job() {
                    super();
                }

                @java.lang.Override()
                @org.jetbrains.annotations.NotNull()
                public java.lang.String call() {
                    return null;
                }

                @org.jetbrains.annotations.Nullable()
                public final java.lang.Object load(@org.jetbrains.annotations.NotNull()
                kotlin.coroutines.Continuation<? super java.lang.String> $completion) {
                    return null;
                }
            }
            """);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/JobAatomic.java"))
                .contains("public final class JobAatomic implements Callable<String> {", "private final Job delegate;");
    }

    /** P4: the class that holds the bodies of an interface's functions repeats their annotations. */
    @Test
    void p4AnAnnotatedFunctionMayHaveABody() {
        Compilation compilation = compile("app.Bodies", """
                            package app;

                            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000\\u001a\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010\\u0000\\n\\u0000\\n\\u0002\\u0010\\u000e\\n\\u0000\\n\\u0002\\u0010\\b\\n\\u0002\\u0018\\u0002\\n\\u0000\\bf\\u0018\\u00002\\u00020\\u0001J\\u0014\\u0010\\u0002\\u001a\\u00020\\u00032\\u0006\\u0010\\u0004\\u001a\\u00020\\u0005H\\u0017b\\u0002\\b\\u0006J\\u0014\\u0010\\u0007\\u001a\\u00020\\u00032\\u0006\\u0010\\u0004\\u001a\\u00020\\u0005H\\'b\\u0002\\b\\u0006\\u00c0\\u0006\\u0003"}, d2 = {"Lapp/Bodies;", "", "body", "", "x", "", "Ldev/aatomic/Aatomic;", "abs"})
                            public abstract interface Bodies {

                                @dev.aatomic.Aatomic()
                                @org.jetbrains.annotations.NotNull()
                                public default java.lang.String body(int x) {
                                    return null;
                                }

                                @dev.aatomic.Aatomic()
                                @org.jetbrains.annotations.NotNull()
                                public abstract java.lang.String abs(int x);

                                @kotlin.Metadata(mv = {2, 4, 0}, k = 3, xi = 816)
                                public static final class DefaultImpls {

                                    @dev.aatomic.Aatomic()
                                    @org.jetbrains.annotations.NotNull()
                                    @java.lang.Deprecated()
                                    public static java.lang.String body(@org.jetbrains.annotations.NotNull()
                                    app.Bodies $this, int x) {
                                        return null;
                                    }
                                }
                            }
            """);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation)).containsOnlyKeys("app/BodiesAatomic.java");
        assertThat(Compilations.generated(compilation).get("app/BodiesAatomic.java"))
                .contains("body.get(() -> delegate.body(x));", "abs.get(() -> delegate.abs(x));");
    }

    /** P4: another class of that name is like others. */
    @Test
    void p4AClassOfThatNameThatIsNotKotlinsIsStillReported() {
        Compilation compilation = compile("app.Bodies", """
            package app;

            interface Bodies {
                class DefaultImpls {
                    @dev.aatomic.Aatomic
                    public static void body() {}
                }
            }
            """);

        assertThat(messages(compilation)).anyMatch(text -> text.startsWith("[AatomicWrongType] "));
    }

    /** P10: kapt leaves out the functions that it has no name for, which the class file has. */
    @Test
    void p10FunctionsWithAValueClassAreAnErrorOfOurs() {
        Compilation compilation = compile("app.Values", """
                            package app;

                            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000$\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010\\u0000\\n\\u0000\\n\\u0002\\u0010\\u000e\\n\\u0000\\n\\u0002\\u0018\\u0002\\n\\u0002\\b\\u0004\\n\\u0002\\u0010\\b\\n\\u0002\\b\\u0003\\n\\u0002\\u0018\\u0002\\bg\\u0018\\u00002\\u00020\\u0001J\\u0017\\u0010\\u0002\\u001a\\u00020\\u00032\\u0006\\u0010\\u0004\\u001a\\u00020\\u0005H&\\u00a2\\u0006\\u0004\\b\\u0006\\u0010\\u0007J\\u0010\\u0010\\b\\u001a\\u00020\\u00032\\u0006\\u0010\\t\\u001a\\u00020\\nH&R\\u0012\\u0010\\u000b\\u001a\\u00020\\u0005X\\u00a6\\u0004\\u00a2\\u0006\\u0006\\u001a\\u0004\\b\\f\\u0010\\r\\u00ca\\u0001\\u0002\\b\\u000e\\u00c0\\u0006\\u0003"}, d2 = {"Lapp/Values;", "", "find", "", "id", "Lapp/Id;", "find-MjP1sdY", "(J)Ljava/lang/String;", "plain", "x", "", "prop", "getProp-BTHwCFA", "()J", "Ldev/aatomic/Aatomic;"})
                            @dev.aatomic.Aatomic()
                            public abstract interface Values {

                                @org.jetbrains.annotations.NotNull()
                                public abstract java.lang.String plain(int x);
                            }
            """);

        assertThat(messages(compilation))
                .containsExactly(
                        "[AatomicHiddenFunction] Generated class must be able to implement every function of Kotlin;"
                                + " 'find' of 'Values' is 'find-MjP1sdY' to Java, which is no name there, for the value"
                                + " class in its signature. Write the type within that class there, or make it an ordinary"
                                + " class; Duration, Result and UInt of Kotlin are value classes, too"
                                + " (docs/errors.md#hiddenfunction)",
                        "[AatomicHiddenFunction] Generated class must be able to implement every function of Kotlin;"
                                + " 'prop' of 'Values' is 'getProp-BTHwCFA' to Java, which is no name there, for the value"
                                + " class in its signature. Write the type within that class there, or make it an ordinary"
                                + " class; Duration, Result and UInt of Kotlin are value classes, too");
        assertThat(compilation.errors())
                .allSatisfy(error -> assertThat(error.getLineNumber()).isEqualTo(5));
    }

    /** P10: an interface that extends such a one has its functions as well; private ones are nobody's affair. */
    @Test
    void p10InheritedFunctionsAreReportedAtTheInterface() {
        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPathWith(kotlin.Unit.class, NotNull.class))
                .compile(
                        JavaFileObjects.forSourceString("app.Fine", """
                                            package app;

                                            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000 \\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010\\u0000\\n\\u0000\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010\\u000e\\n\\u0000\\n\\u0002\\u0018\\u0002\\n\\u0002\\b\\u0007\\n\\u0002\\u0018\\u0002\\bg\\u0018\\u00002\\u00020\\u0001J\\u001f\\u0010\\u0002\\u001a\\b\\u0012\\u0004\\u0012\\u00020\\u00040\\u00032\\b\\u0010\\u0005\\u001a\\u0004\\u0018\\u00010\\u0006H&\\u00a2\\u0006\\u0004\\b\\u0007\\u0010\\bJ\\u0017\\u0010\\t\\u001a\\u00020\\u00042\\b\\u0010\\u0005\\u001a\\u0004\\u0018\\u00010\\u0006H&\\u00a2\\u0006\\u0002\\b\\nJ\\u0017\\u0010\\u000b\\u001a\\u00020\\u00042\\u0006\\u0010\\u0005\\u001a\\u00020\\u0006H\\u0002\\u00a2\\u0006\\u0004\\b\\f\\u0010\\r\\u00ca\\u0001\\u0002\\b\\u000e\\u00c0\\u0006\\u0003"}, d2 = {"Lapp/Fine;", "", "ok", "Lkotlin/Result;", "", "id", "Lapp/Id;", "ok-r-ooFUA", "(Lapp/Id;)Ljava/lang/Object;", "okNullable", "okNullable-XPlX_Ko", "hid", "hid-MjP1sdY", "(J)Ljava/lang/String;", "Ldev/aatomic/Aatomic;"})
                                            @dev.aatomic.Aatomic()
                                            public abstract interface Fine {
                                            }
                            """),
                        JavaFileObjects.forSourceString(
                                "app.Sub",
                                "package app; @dev.aatomic.Aatomic public interface Sub extends Fine { void a(); }"));

        assertThat(messages(compilation))
                .hasSize(4)
                .allMatch(text -> text.contains("'ok' of 'Fine'") || text.contains("'okNullable' of 'Fine'"));
    }

    /** P10: keywords, and names in backticks. */
    @Test
    void p10FunctionsThatJavaHasNoNameForAreAnErrorOfOurs() {
        Compilation compilation = compile("app.Keywords", """
                            package app;

                            @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000\\u001c\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010\\u0000\\n\\u0000\\n\\u0002\\u0010\\u000e\\n\\u0000\\n\\u0002\\u0010\\b\\n\\u0002\\b\\u0003\\n\\u0002\\u0018\\u0002\\bg\\u0018\\u00002\\u00020\\u0001J\\u0010\\u0010\\u0002\\u001a\\u00020\\u00032\\u0006\\u0010\\u0004\\u001a\\u00020\\u0005H&J\\u0010\\u0010\\u0004\\u001a\\u00020\\u00032\\u0006\\u0010\\u0006\\u001a\\u00020\\u0005H&J\\b\\u0010\\u0007\\u001a\\u00020\\u0003H&J\\u0010\\u0010\\b\\u001a\\u00020\\u00032\\u0006\\u0010\\u0006\\u001a\\u00020\\u0005H\\u0016\\u00ca\\u0001\\u0002\\b\\t\\u00c0\\u0006\\u0003"}, d2 = {"Lapp/Keywords;", "", "new", "", "default", "", "x", "with space", "switch", "Ldev/aatomic/Aatomic;"})
                            @dev.aatomic.Aatomic()
                            public abstract interface Keywords {

                                @kotlin.Metadata(mv = {2, 4, 0}, k = 3, xi = 816)
                                public static final class DefaultImpls {
                                }
                            }
            """);

        assertThat(messages(compilation))
                .hasSize(4)
                .allMatch(text -> text.startsWith("[AatomicHiddenFunction] "))
                .anyMatch(text -> text.contains(
                        "'with space' of 'Keywords' is 'with space' to Java, which is no name there. Rename it"))
                .anyMatch(text -> text.contains("'new' of 'Keywords'"))
                .anyMatch(text -> text.contains("'default' of 'Keywords'"))
                .anyMatch(text -> text.contains("'switch' of 'Keywords'"));
    }

    /** P10: what cannot be read says nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\u0000",
                "\\u0000\\u007f",
                "\\u0000\\u0002\\n\\u0000J\\u0002\\u0010\\u0063",
                "\\u0000\\u0000\\u000f",
                "x"
            })
    void p10MetadataThatCannotBeReadIsIgnored(String data) {
        Compilation compilation = compile(
                "app.Accounts",
                "package app; @kotlin.Metadata(k = 1, d1 = {\"" + data + "\"}, d2 = {\"find\"}) "
                        + "@dev.aatomic.Aatomic public interface Accounts { void a(); }");

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
    }

    private static List<String> messages(Compilation compilation) {
        return compilation.errors().stream()
                .map(error -> error.getMessage(null))
                .toList();
    }
}
