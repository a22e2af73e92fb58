package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import org.jetbrains.annotations.NotNull;
import org.junit.jupiter.api.Test;

/** Kotlin's interfaces and classes, in the shape of the stubs that kapt makes of them. */
class KotlinTest {

    private static Compilation compile(String name, String source) {
        Compiler javac =
                Compilations.lenientJavac().withClasspath(CaseFiles.classPathWith(kotlin.Unit.class, NotNull.class));
        return javac.compile(JavaFileObjects.forSourceString(name, source));
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
                        "    @NotNull\n    public CompletionStage<String> transfer(long from, @NotNull String p1_772401952) {",
                        "    @Nullable\n    public String find(@NotNull Function1<? super String, Unit> each) {",
                        "    public boolean isOpen() {\n        return isOpen.get(() -> delegate.isOpen());",
                        "internal$app_main.run(() -> delegate.internal$app_main($this$receiver));",
                        "public Object load(long id, @NotNull Continuation<? super String> $completion) {\n"
                                + "        return delegate.load(id, $completion);");
    }

    @Test
    void aSuspendFunctionIsAnErrorWithTheMend() {
        Compilation compilation = compile("app.Accounts", """
                package app;

                @kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {"\\u0000"}, d2 = {"Lapp/Accounts;"})
                public abstract interface Accounts {
                    @dev.aatomic.Aatomic(durable = true)
                    @org.jetbrains.annotations.Nullable()
                    public abstract java.lang.Object load(long id, @org.jetbrains.annotations.NotNull()
                    kotlin.coroutines.Continuation<? super java.lang.String> $completion);
                }
                """);

        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null))
                .startsWith("[AatomicSuspend] ")
                .contains("'load'", "CompletionStage", "@NonAatomic");
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
}
