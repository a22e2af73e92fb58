package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The methods that every object has, declared in an interface: they are about the object, not about its data. */
class ObjectMethodsTest {

    @TempDir
    private Path directory;

    /** An interface for each declaration, compiled together; gives what is generated, in their order. */
    private List<String> generate(String... members) {
        JavaFileObject[] sources = new JavaFileObject[members.length];
        for (int index = 0; index < members.length; index++) {
            sources[index] = JavaFileObjects.forSourceString("app.Thing" + index, """
                package app;

                import org.jspecify.annotations.*;

                @dev.aatomic.Aatomic
                @SuppressWarnings({"removal", "deprecation"})
                public interface Thing%d { %s }
                """.formatted(index, members[index]));
        }
        return List.copyOf(new TreeMap<>(new BothCompilers(directory).generate(sources)).values());
    }

    /** P1: an annotation of a type is no part of the type. */
    @Test
    void p1MethodsOfEveryObjectOpenNoTransactionWhateverTheirTypesAreAnnotatedWith() {
        List<String> generated = generate(
                "boolean equals(Object other); void change();",
                "boolean equals(@Nullable Object other); void change();",
                "boolean equals(java.lang.@Nullable Object other); void change();",
                "@NonNull String toString(); void change();",
                "java.lang.@NonNull String toString(); void change();",
                "int hashCode(); void change();",
                "@NonNull Object clone(); void change();",
                "void finalize(); void change();",
                "void finalize() throws Throwable; void change();");

        assertThat(generated)
                .allSatisfy(text -> assertThat(text)
                        .containsOnlyOnce("transactions.atomic()")
                        .containsPattern("\\.named\\(\"Thing\\d\\.change\"\\)"));
    }

    /** P1: overloads of those are methods like others. */
    @Test
    void p1OverloadsOfThemDo() {
        List<String> generated = generate(
                "boolean equals(@Nullable String other);",
                "boolean equals(@Nullable Object @Nullable [] other);",
                "Object clone(int depth);",
                "void finalize(boolean now);",
                "int hashCode(@Nullable Object seed);");

        assertThat(generated).allSatisfy(text -> assertThat(text).containsOnlyOnce("transactions.atomic()"));
    }

    /** P1: whether there is a delegate does not depend on the compiler. */
    @Test
    void p1TheConstructorOfAnAllDefaultInterfaceIsTheSameForAnAnnotatedParameter() {
        List<String> generated = generate("boolean equals(@Nullable Object other); default void change() {}");

        assertThat(generated.get(0))
                .contains("public Thing0Aatomic(Transactions transactions) {")
                .doesNotContain("equals(");
    }

    /** P9: what a class inherits from {@code Object} is protected, so it cannot stand for a method of an interface. */
    @Test
    void p9WhatIsInheritedIsMadePublic() {
        List<String> generated = generate(
                "default Object clone() { return this; } default void change() {}",
                "default Thing1 clone() { return this; } default void change() {}",
                "default Object clone() throws CloneNotSupportedException { return this; } default void change() {}",
                "default void finalize() {} default void change() {}");

        assertThat(generated)
                .allSatisfy(text -> assertThat(text)
                        .containsPattern("public Thing\\dAatomic\\(Transactions transactions\\) \\{")
                        .containsPattern("Thing\\d\\.super\\.(clone|finalize)\\(\\);")
                        .containsOnlyOnce("transactions.atomic()"));
    }

    /** P9: an abstract one needs an implementation, which no class inherits. */
    @Test
    void p9AnAbstractCloneNeedsADelegate() {
        List<String> generated = generate("Object clone(); default void change() {}");

        assertThat(generated.get(0)).contains("return delegate.clone();").containsOnlyOnce("transactions.atomic()");
    }
}
