package dev.aatomic.runtime.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The source of a test class.
 *
 * @param file its file
 * @param tags the tags of the class and of its tests
 * @param tests how many tests it declares
 * @param cases which of the failing cases of other libraries it has, by number
 */
public record TestSource(Path file, TreeSet<String> tags, long tests, List<Integer> cases) {

    private static final Path ROOT = Path.of("src", "test", "java");

    private static final Pattern TAG = Pattern.compile("(?m)^ *@Tag\\(\"([^\"]+)\"\\)$");

    private static final Pattern TEST = Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");

    private static final Pattern CASE = Pattern.compile("void case(\\d+)[A-Z]");

    public static TestSource read(Path file) {
        try {
            String text = Files.readString(file);
            TreeSet<String> tags = TAG.matcher(text)
                    .results()
                    .map((MatchResult tag) -> tag.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<Integer> cases = CASE.matcher(text)
                    .results()
                    .map((MatchResult test) -> Integer.valueOf(test.group(1)))
                    .toList();
            return new TestSource(file, tags, TEST.matcher(text).results().count(), cases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every test class of this module, as the page names its file. */
    public static List<TestSource> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith("Test.java"))
                    .map(file -> read(Path.of("..", "runtime").resolve(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
