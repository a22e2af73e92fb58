package dev.aatomic.processor.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lays source out as a person would where JavaPoet does not. Its patterns take the parts of a loop once and for all: what
 * could give them back would need a stack as deep as a text is long.
 */
final class SourceLayout {

    private static final int COLUMNS = 120;
    private static final String CONTINUATION = " ".repeat(12);

    private static final Pattern BLANK_LINE_BETWEEN_FIELDS =
            Pattern.compile("(?m)(^    private final [^;\\n]+;\\n)\\n(?=    private final )");

    private static final Pattern JAVADOC_OF_ONE_LINE = Pattern.compile("/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/");

    private static final Pattern ANNOTATION_OF_MANY_LINES =
            Pattern.compile("(?m)^( *@[\\w.]+\\(\\{?)\\n((?:(?! *}?\\)$) +[^\\n]+\\n)++) *(}?\\))$");

    /** Or a string, in which nothing may change. */
    private static final Pattern SPACE_IN_ANNOTATED_NAME =
            Pattern.compile("(\"(?:\\\\.|[^\"\\\\])*+\")|(?<=\\w\\.) (?=@\\w)");

    /** A member that is no field, up to its body. */
    private static final Pattern SIGNATURE = Pattern.compile("(?m)^    [\\w<](?:[^\\n]*[^\\n;{]\\n {5,})*+[^\\n]*\\{$");

    private static final Pattern LINE_END = Pattern.compile("\\n *");

    private SourceLayout() {}

    static String apply(String source) {
        String text = BLANK_LINE_BETWEEN_FIELDS.matcher(source).replaceAll("$1");
        text = JAVADOC_OF_ONE_LINE.matcher(text).replaceAll("/** $1 */");
        text = ANNOTATION_OF_MANY_LINES.matcher(text).replaceAll(match -> Matcher.quoteReplacement(annotation(match)));
        return SIGNATURE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(signature(match.group())));
    }

    private static String onOneLine(String lines) {
        return LINE_END.matcher(lines).replaceAll(" ");
    }

    /** All on one line, if it is long enough. */
    private static String annotation(MatchResult lines) {
        String line = lines.group(1) + onOneLine(lines.group(2).strip()) + lines.group(3);
        return line.length() <= COLUMNS ? line : lines.group();
    }

    /** All on one line, else the parameters on the second, else each on its own. */
    private static String signature(String lines) {
        String line = "    " + onOneLine(lines.strip().replaceAll("\\(\\n *", "("));
        line = SPACE_IN_ANNOTATED_NAME
                .matcher(line)
                .replaceAll(match -> match.group(1) == null ? "" : Matcher.quoteReplacement(match.group(1)));
        if (line.length() <= COLUMNS) {
            return line;
        }
        List<Integer> commas = new ArrayList<>();
        int open = scan(line, commas);
        int close = commas.remove(commas.size() - 1);
        String head = line.substring(0, open);
        String tail = line.substring(close);
        String below = CONTINUATION + line.substring(open);
        if (below.length() <= COLUMNS) {
            return head + "\n" + below;
        }
        List<String> parameters = new ArrayList<>();
        int start = open;
        for (int comma : commas) {
            parameters.add(line.substring(start, comma).strip());
            start = comma + 1;
        }
        parameters.add(line.substring(start, close).strip());
        return head + "\n" + CONTINUATION + String.join(",\n" + CONTINUATION, parameters) + tail;
    }

    /**
     * Finds where the parameters start: after the last parenthesis that is in no other, as annotations may have some
     * before. Adds the commas between them, and the parenthesis that ends them.
     */
    private static int scan(String line, List<Integer> commas) {
        int open = 0;
        int depth = 0;
        for (int index = 0; index < line.length(); index++) {
            switch (line.charAt(index)) {
                case '(' -> {
                    if (depth++ == 0) {
                        open = index + 1;
                        commas.clear();
                    }
                }
                case '<', '{' -> depth++;
                case '>', '}' -> depth--;
                case ')' -> {
                    if (--depth == 0) {
                        commas.add(index);
                    }
                }
                case ',' -> {
                    if (depth == 1) {
                        commas.add(index);
                    }
                }
                case '"', '\'' -> index = endOfLiteral(line, index);
                default -> {
                    // Of no meaning here.
                }
            }
        }
        return open;
    }

    private static int endOfLiteral(String line, int start) {
        int index = start + 1;
        while (line.charAt(index) != line.charAt(start)) {
            index += line.charAt(index) == '\\' ? 2 : 1;
        }
        return index;
    }
}
