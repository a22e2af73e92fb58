package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.tools.JavaFileObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever nullness annotations of either kind stand, and on whatever type arguments: the generated class compiles. */
class RandomNullnessTest {

    private static final int METHODS = 25;
    private static final int USERS = 5;
    private static final int DEPTH = 2;

    private static final String NULLABLE_OBJECT = "@org.jspecify.annotations.Nullable Object";

    /** Of types alone, and of declarations as well. */
    private static final List<String> ANNOTATIONS =
            List.of("@Nullable ", "@org.jspecify.annotations.Nullable ", "@org.jspecify.annotations.NonNull ", "", "");

    private final Random random = new Random();

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString("app." + name, "package app; import java.util.*; " + text);
    }

    private String annotation() {
        return any(ANNOTATIONS);
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String type(int depth, List<String> variables) {
        return switch (random.nextInt(depth < DEPTH ? 6 : 3)) {
            case 0, 1 -> arrayOf(annotation() + any(variables));
            case 2 -> arrayOf(annotation() + "String");
            case 3 -> arrayOf(annotation() + "List<" + argument(depth + 1, variables) + ">");
            case 4 ->
                "Map." + annotation() + "Entry<" + argument(depth + 1, variables) + ", "
                        + argument(depth + 1, variables) + ">";
            default ->
                annotation() + "Outer<" + type(depth + 1, variables) + ">." + annotation()
                        + (random.nextBoolean() ? "Plain" : "Inner<" + type(depth + 1, variables) + ">");
        };
    }

    private String arrayOf(String type) {
        String array = type;
        for (int dimensions = random.nextInt(3); dimensions > 0; dimensions--) {
            array += " " + annotation() + "[]";
        }
        return array;
    }

    private String argument(int depth, List<String> variables) {
        return any(List.of("", "", "? extends ", "? super ")) + type(depth, variables);
    }

    private String methods() {
        List<String> variables = List.of("T", "U");
        StringBuilder methods = new StringBuilder();
        for (int index = 0; index < METHODS; index++) {
            methods.append(any(List.of("", "", "<V> ", "<V extends " + NULLABLE_OBJECT + "> ")))
                    .append(type(0, variables))
                    .append(" m" + index + "(" + type(0, variables) + " x, " + type(0, variables) + " y); ");
        }
        return methods.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theGeneratedClassCompiles(long seed) {
        random.setSeed(seed);
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(source(
                "Nullable",
                "import java.lang.annotation.*; @Target({ElementType.METHOD, ElementType.PARAMETER,"
                        + " ElementType.TYPE_USE}) public @interface Nullable {}"));
        sources.add(source(
                "Outer",
                "public class Outer<A extends " + NULLABLE_OBJECT
                        + "> { public class Plain {} public class Inner<B extends " + NULLABLE_OBJECT + "> {} }"));
        sources.add(source(
                "Base",
                "public interface Base<T extends " + NULLABLE_OBJECT + ", U extends " + NULLABLE_OBJECT + "> { "
                        + methods() + "}"));
        for (int index = 0; index < USERS; index++) {
            List<String> variables = List.of("Z");
            sources.add(source(
                    "User" + index,
                    "@dev.aatomic.Aatomic public interface User" + index + "<Z extends " + NULLABLE_OBJECT
                            + "> extends Base<" + type(0, variables) + ", " + type(0, variables) + "> {}"));
        }

        Compilation compilation = Compilations.strictJavac().compile(sources);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation)).hasSize(USERS);
    }
}
