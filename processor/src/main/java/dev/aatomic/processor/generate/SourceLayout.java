package dev.aatomic.processor.generate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lays source out as a person would where JavaPoet does not. */
final class SourceLayout {

    private static final Pattern BLANK_LINE_BETWEEN_FIELDS =
            Pattern.compile("(?m)(^    private final [^;\\n]+;\\n)\\n(?=    private final )");

    private static final Pattern JAVADOC_OF_ONE_LINE = Pattern.compile("/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/");

    private static final Pattern ANNOTATION_OF_MANY_LINES =
            Pattern.compile("(?m)^( *@\\w+\\(\\{?)\\n((?: +[^\\n]+\\n)+?) *(}?\\))$");

    private static final Pattern LINE_END = Pattern.compile("\\n *");

    private SourceLayout() {}

    static String apply(String source) {
        String fieldsTogether = BLANK_LINE_BETWEEN_FIELDS.matcher(source).replaceAll("$1");
        String javadocTogether = JAVADOC_OF_ONE_LINE.matcher(fieldsTogether).replaceAll("/** $1 */");
        return ANNOTATION_OF_MANY_LINES
                .matcher(javadocTogether)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) + LINE_END.matcher(match.group(2).strip()).replaceAll(" ") + match.group(3)));
    }
}
