package dev.aatomic.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documentation shows code of the examples as it is there. A comment {@code <!-- FILE#TAG -->} above a block of code says that it is
 * what stands in that file between {@code // tag::TAG[]} and {@code // end::TAG[]}; {@code <!-- FILE -->}, that it is the whole file.
 */
class DocumentationTest {

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (examples/[^#\\s]+)(?:#([\\w-]+))? -->\\n```\\w*\\n(.*?)```\\n", Pattern.DOTALL);

    private static final Pattern MARKER = Pattern.compile("<!-- examples/[^#\\s]+(?:#[\\w-]+)? -->");
    private static final Pattern TAG = Pattern.compile("^ *// tag::([\\w-]+)\\[]$", Pattern.MULTILINE);
    private static final Pattern SOURCE = Pattern.compile("/src/(main|test)/.*\\.(java|kt)$");

    /** Code in the documentation, and where it comes from: without a tag it is a whole file. */
    record Snippet(Path page, String file, @Nullable String tag, String code) {

        String source() {
            return file + "#" + tag;
        }

        String expected() {
            Path source = Pages.ROOT.resolve(file);
            return tag == null ? Pages.read(source) : region(source, tag);
        }
    }

    static Stream<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (MatchResult match : SNIPPET.matcher(Pages.read(page)).results().toList()) {
                snippets.add(new Snippet(page, match.group(1), match.group(2), match.group(3)));
            }
        }
        return snippets.stream();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void showsWhatIsInTheFile(Snippet snippet) {
        assertThat(snippet.code()).isEqualTo(snippet.expected());
    }

    @Test
    void showsAllThatIsTagged() throws IOException {
        assertThat(snippets()
                        .filter(snippet -> snippet.tag() != null)
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

    private static Set<String> tagged() throws IOException {
        Set<String> tagged = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Pages.ROOT.resolve("examples"))) {
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

    /** The lines between the comments, as far to the left as they go. */
    private static String region(Path file, String tag) {
        List<String> lines = Pages.read(file).lines().toList();
        int start = indexOf(lines, "// tag::" + tag + "[]");
        int end = indexOf(lines, "// end::" + tag + "[]");
        assertThat(start).as("tag::" + tag + "[] in " + file).isNotNegative();
        assertThat(end).as("end::" + tag + "[] in " + file).isGreaterThan(start);
        return String.join("\n", lines.subList(start + 1, end)).stripIndent() + "\n";
    }

    private static int indexOf(List<String> lines, String comment) {
        return lines.stream().map(String::strip).toList().indexOf(comment);
    }
}
