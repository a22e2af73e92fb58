package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever several interfaces declare of one method: if the interface of them all compiles, the generated class does. */
class RandomDiamondsTest {

    private static final int COUNT = 60;
    private static final Pattern NUMBER = Pattern.compile("(\\d+)(_\\d+)?\\.java$");

    private static final List<String> TYPE_PARAMETERS = List.of("", "", "<%s> ", "<%s extends Number> ");
    private static final List<String> PARAMETERS =
            List.of("", "%s x", "Class<%s> x", "Class x", "List<? extends %s> x, int... y", "List x, int... y");
    /** Neither a type variable nor a wildcard of it: of generic methods Eclipse's compiler calls the one that returns more. */
    private static final List<String> RETURN_TYPES = List.of(
            "void",
            "int",
            "Object",
            "Iterable<?>",
            "Iterable<%s>",
            "Collection<%s>",
            "List<%s>",
            "ArrayList<%s>",
            "List<%s>[]",
            "List",
            "ArrayList",
            "CompletionStage<%s>");

    private static final List<String> CLAUSES = List.of(
            "",
            "throws Exception",
            "throws java.io.IOException",
            "throws java.io.IOException, java.sql.SQLException",
            "throws java.io.FileNotFoundException, IllegalStateException");

    @TempDir
    private Path directory;

    private static <E> E any(List<E> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static Map<Integer, List<JavaFileObject>> diamonds(Random random) {
        Map<Integer, List<JavaFileObject>> diamonds = new LinkedHashMap<>();
        for (int number = 0; number < COUNT; number++) {
            diamonds.put(number, diamond(number, random));
        }
        return diamonds;
    }

    private static List<JavaFileObject> diamond(int number, Random random) {
        String typeParameters = any(TYPE_PARAMETERS, random);
        int parameters = random.nextInt(PARAMETERS.size() / 2) * 2;
        List<JavaFileObject> sources = new ArrayList<>();
        List<String> parents = new ArrayList<>();
        for (int index = 0; index < 2 + random.nextInt(2); index++) {
            String variable = typeParameters.isEmpty() ? "K" : any(List.of("T", "U"), random);
            String method = typeParameters
                    + any(RETURN_TYPES, random)
                    + " m("
                    + PARAMETERS.get(parameters + random.nextInt(2))
                    + ") ";
            String name = "Parent" + number + "_" + index;
            sources.add(source(
                    name,
                    "interface " + name + "<K> { " + method.replace("%s", variable) + any(CLAUSES, random) + "; }"));
            parents.add(name + any(List.of("<K>", "<K>", "<K>", ""), random));
        }
        Collections.shuffle(parents, random);
        boolean isClass = random.nextInt(4) == 0;
        sources.add(source(
                "Child" + number,
                "@dev.aatomic.Aatomic " + (isClass ? "abstract class" : "interface") + " Child" + number + "<K> "
                        + (isClass ? "implements " : "extends ") + String.join(", ", parents) + " {}"));
        return sources;
    }

    private static JavaFileObject source(String name, String text) {
        return JavaFileObjects.forSourceString(
                "app." + name,
                "package app; import java.util.*; import java.util.concurrent.*;"
                        + " @SuppressWarnings({\"rawtypes\", \"unchecked\"}) " + text);
    }

    private static JavaFileObject[] flat(Map<Integer, List<JavaFileObject>> diamonds) {
        return diamonds.values().stream().flatMap(List::stream).toArray(JavaFileObject[]::new);
    }

    /** Those whose sources a compiler has something to say about. */
    private static Set<Integer> found(Compilation compilation) {
        return compilation.diagnostics().stream()
                .map(Diagnostic::getSource)
                .filter(source -> source != null)
                .map(source -> NUMBER.matcher(source.getName()))
                .filter(matcher -> matcher.find())
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .collect(Collectors.toSet());
    }

    private static void dropRefused(Map<Integer, List<JavaFileObject>> diamonds, Supplier<Compiler> compiler) {
        Set<Integer> refused;
        do {
            refused = found(compiler.get().compile(flat(diamonds)));
            diamonds.keySet().removeAll(refused);
        } while (!refused.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDiamondThatCompilesHasAClassThatDoes(long seed) {
        Map<Integer, List<JavaFileObject>> diamonds = diamonds(new Random(seed));
        dropRefused(
                diamonds,
                () -> Compiler.javac()
                        .withClasspath(CaseFiles.classPath())
                        .withOptions("-proc:none", "-Xlint:all,-processing", "--release", "17"));
        // Those of which a call could mean more than one.
        dropRefused(diamonds, Compilations::lenientJavac);

        Map<String, String> generated = new BothCompilers(directory).generate(flat(diamonds));

        assertThat(generated).hasSameSizeAs(diamonds).hasSizeGreaterThan(COUNT / 10);
    }
}
