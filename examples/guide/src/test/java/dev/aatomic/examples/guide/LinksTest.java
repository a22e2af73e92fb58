package dev.aatomic.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each link into the repository leads to a file that is there, and to a heading of it. */
class LinksTest {

    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

    static Stream<String> pages() throws IOException {
        return Pages.all().stream().map(Pages::name);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadSomewhere(String name) {
        Path page = Pages.ROOT.resolve(name);
        List<String> dead = new ArrayList<>();
        String prose = INLINE_CODE
                .matcher(CODE.matcher(Pages.read(page)).replaceAll(""))
                .replaceAll("");
        LINK.matcher(prose)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .forEach(link -> {
                    int hash = link.indexOf('#');
                    String path = hash < 0 ? link : link.substring(0, hash);
                    Path target =
                            path.isEmpty() ? page : page.resolveSibling(path).normalize();
                    if (!Files.exists(target) || hash >= 0 && !anchors(target).contains(link.substring(hash + 1))) {
                        dead.add(link);
                    }
                });

        assertThat(dead).isEmpty();
    }

    /** What GitHub makes of a page's headings. */
    private static Set<String> anchors(Path page) {
        String text = CODE.matcher(Pages.read(page)).replaceAll("");
        return Stream.concat(
                        HEADING.matcher(text)
                                .results()
                                .map(match -> match.group(1)
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                        .replace(' ', '-')),
                        ANCHOR.matcher(text).results().map(match -> match.group(1)))
                .collect(Collectors.toSet());
    }
}
