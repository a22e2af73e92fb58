package dev.aatomic.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documentation shows code of the examples, and of tests of an integration, as it is there. A comment {@code <!-- FILE#TAG -->} above a block of code says that it is
 * what stands in that file between {@code // tag::TAG[]} and {@code // end::TAG[]}; {@code <!-- FILE -->}, that it is the whole file.
 * Of a file that the processor has written it is the class.
 */
class DocumentationTest {

    private static final Pattern SNIPPET = Pattern.compile(
            "<!-- ((?:examples|integrations)/[^#\\s]+)(?:#([\\w-]+))? -->\\n```(\\w+)\\n(.*?)```\\n", Pattern.DOTALL);

    private static final Pattern MARKER =
            Pattern.compile("^ *<!-- (?:examples|integrations)/[^#\\s]+(?:#[\\w-]+)? -->", Pattern.MULTILINE);
    private static final Pattern TAG = Pattern.compile("^ *// tag::([\\w-]+)\\[]$", Pattern.MULTILINE);
    private static final Pattern JAVA = Pattern.compile("^( *)```java$", Pattern.MULTILINE);
    private static final String GENERATED = "/target/generated-sources/";
    private static final Pattern SOURCE = Pattern.compile("/src/(main|test)/.*\\.(java|kt)$");

    /** Pages with code that is not compared: that of the errors does not compile. */
    private static final Set<String> NOT_COMPARED = Set.of("docs/errors.md");

    /** Code in the documentation, and where it comes from: without a tag it is a whole file. */
    record Snippet(Path page, String file, @Nullable String tag, String language, String code) {

        boolean isJava() {
            return language.equals("java");
        }

        boolean isGenerated() {
            return file.contains(GENERATED);
        }

        String source() {
            return file + "#" + tag;
        }
    }

    static Stream<Snippet> snippets() throws IOException {
        return Pages.all().stream().flatMap(DocumentationTest::snippets);
    }

    private static Stream<Snippet> snippets(Path page) {
        return SNIPPET.matcher(Pages.read(page))
                .results()
                .map(match -> new Snippet(page, match.group(1), match.group(2), match.group(3), match.group(4)));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void showsWhatIsInTheFile(Snippet snippet) {
        Path file = Pages.ROOT.resolve(snippet.file());

        assertThat(snippet.code())
                .isEqualTo(snippet.isGenerated() ? generatedClass(file) : expected(file, snippet.tag()));
    }

    @Test
    void showsAllThatIsTagged() throws IOException {
        assertThat(snippets()
                        .filter(snippet -> !snippet.isGenerated() && snippet.tag() != null)
                        .map(Snippet::source)
                        .collect(Collectors.toSet()))
                .isEqualTo(tagged());
    }

    @Test
    void hasCodeBelowEachComment() throws IOException {
        long markers = 0;
        for (Path page : Pages.all()) {
            markers += MARKER.matcher(Pages.read(page)).results().count();
        }

        assertThat(snippets().count()).isEqualTo(markers);
    }

    @Test
    void comparesAllCode() throws IOException {
        Map<String, Long> code = new TreeMap<>();
        Map<String, Long> compared = new TreeMap<>();
        for (Path page : Pages.all()) {
            String name = Pages.name(page);
            if (!NOT_COMPARED.contains(name)) {
                code.put(name, JAVA.matcher(Pages.read(page)).results().count());
                compared.put(name, snippets(page).filter(Snippet::isJava).count());
            }
        }

        assertThat(compared).isEqualTo(code);
    }

    @Test
    void exemptsNoPageWhoseCodeIsCompared() throws IOException {
        for (String name : NOT_COMPARED) {
            Path page = Pages.ROOT.resolve(name);
            long code = JAVA.matcher(Pages.read(page)).results().count();

            assertThat(snippets(page).filter(Snippet::isJava).count()).as(name).isLessThan(code);
        }
    }

    private static Set<String> tagged() throws IOException {
        Set<String> tagged = new TreeSet<>();
        for (String folder : List.of("examples", "integrations")) {
            tagged.addAll(tagged(Pages.ROOT.resolve(folder)));
        }
        return tagged;
    }

    private static Set<String> tagged(Path folder) throws IOException {
        Set<String> tagged = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources = files.filter(file ->
                            SOURCE.matcher(file.toString().replace('\\', '/')).find())
                    .toList();
            for (Path file : sources) {
                String name = Pages.name(file);
                TAG.matcher(Pages.read(file)).results().forEach(match -> tagged.add(name + "#" + match.group(1)));
            }
        }
        return tagged;
    }

    private static String expected(Path file, @Nullable String tag) {
        return tag == null ? Pages.read(file) : region(file, tag);
    }

    /** The lines between the comments, as far to the left as they go. */
    private static String region(Path file, String tag) {
        List<String> lines = Pages.read(file).lines().toList();
        int start = indexOf(lines, "// tag::" + tag + "[]");
        int end = indexOf(lines, "// end::" + tag + "[]");
        assertThat(start).as("tag::" + tag + "[] in " + file).isNotNegative();
        assertThat(end).as("end::" + tag + "[] in " + file).isGreaterThan(start);
        return String.join("\n", lines.subList(start + 1, end)).stripIndent() + "\n";
    }

    /** What follows the imports and the comment of a class that was generated. */
    private static String generatedClass(Path file) {
        String text = Pages.read(file);
        return text.substring(text.indexOf("@Generated"));
    }

    private static int indexOf(List<String> lines, String comment) {
        return lines.stream().map(String::strip).toList().indexOf(comment);
    }
}
