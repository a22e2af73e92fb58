package dev.aatomic.processor.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lays source out as a person would where JavaPoet does not. */
final class SourceLayout {

    private static final int COLUMNS = 120;
    private static final String CONTINUATION = " ".repeat(12);

    private static final Pattern BLANK_LINE_BETWEEN_FIELDS =
            Pattern.compile("(?m)(^    private final [^;\\n]+;\\n)\\n(?=    private final )");

    private static final Pattern JAVADOC_OF_ONE_LINE = Pattern.compile("/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/");

    private static final Pattern ANNOTATION_OF_MANY_LINES =
            Pattern.compile("(?m)^( *@\\w+\\(\\{?)\\n((?: +[^\\n]+\\n)+?) *(}?\\))$");

    private static final Pattern SPACE_IN_ANNOTATED_NAME = Pattern.compile("(?<=\\w\\.) (?=@\\w)");

    private static final Pattern SIGNATURE = Pattern.compile("(?m)^    [\\w<][^;={}\"]*\\([^;={}\"]*\\{$");

    private static final Pattern LINE_END = Pattern.compile("\\n *");

    private SourceLayout() {}

    static String apply(String source) {
        String text = BLANK_LINE_BETWEEN_FIELDS.matcher(source).replaceAll("$1");
        text = JAVADOC_OF_ONE_LINE.matcher(text).replaceAll("/** $1 */");
        text = ANNOTATION_OF_MANY_LINES
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) + onOneLine(match.group(2).strip()) + match.group(3)));
        return SIGNATURE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(signature(match.group())));
    }

    private static String onOneLine(String lines) {
        return LINE_END.matcher(lines).replaceAll(" ");
    }

    /** All on one line, else the parameters on the second, else each on its own. */
    private static String signature(String lines) {
        String line = "    " + onOneLine(lines.strip()).replace("( ", "(");
        line = SPACE_IN_ANNOTATED_NAME.matcher(line).replaceAll("");
        if (line.length() <= COLUMNS) {
            return line;
        }
        int open = line.indexOf('(') + 1;
        int close = line.lastIndexOf(')');
        String head = line.substring(0, open);
        String tail = line.substring(close);
        List<String> parameters = split(line.substring(open, close));
        String below = CONTINUATION + String.join(", ", parameters) + tail;
        if (below.length() <= COLUMNS) {
            return head + "\n" + below;
        }
        return head + "\n" + CONTINUATION + String.join(",\n" + CONTINUATION, parameters) + tail;
    }

    /** Splits at the commas that are not between angle brackets. */
    private static List<String> split(String parameters) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int index = 0; index < parameters.length(); index++) {
            char character = parameters.charAt(index);
            if (character == '<') {
                depth++;
            } else if (character == '>') {
                depth--;
            } else if (character == ',' && depth == 0) {
                parts.add(parameters.substring(start, index).strip());
                start = index + 1;
            }
        }
        parts.add(parameters.substring(start).strip());
        return parts;
    }
}
