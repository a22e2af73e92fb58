package dev.aatomic.processor.generate;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays source out as a person would where JavaPoet does not, which prints everything first: only then is known which names are
 * imported, and how long a line is. Of statements, generators say where they may be broken.
 */
final class SourceLayout {

    private static final int COLUMNS = 120;
    private static final String MEMBER = " ".repeat(4);
    private static final String CONTINUATION = " ".repeat(8);

    /** No source has these three: literals escape them, and in names they are not allowed. */
    private static final char GROUP = '\u001c';

    private static final char END_OF_GROUP = '\u001d';

    /** With the number of indents after it, as a digit. */
    private static final char LINE_BREAK = '\u001e';

    private final List<String> lines;
    private final List<String> laidOut = new ArrayList<>();

    private SourceLayout(String source) {
        this.lines = List.of(source.split("\n", -1));
    }

    /** Code that stays on its line if it fits there with one more character, and else is broken at all of its line breaks. */
    static CodeBlock group(CodeBlock code) {
        return CodeBlock.of("$L$L$L", GROUP, code, END_OF_GROUP);
    }

    /** Where a group may be broken; a space instead if there is a comma before it. */
    static String lineBreak(int indents) {
        return LINE_BREAK + Integer.toString(indents);
    }

    static String apply(String source) {
        SourceLayout layout = new SourceLayout(source);
        int next = 0;
        while (next < layout.lines.size()) {
            next = layout.layOut(next);
        }
        return String.join("\n", layout.laidOut);
    }

    /** Lays out what starts with a line, and returns the number of the line after it. */
    private int layOut(int start) {
        String line = lines.get(start);
        if (isBlankBetweenFields(start)) {
            return start + 1;
        }
        if (isJavadocOfOneLine(start)) {
            laidOut.add(line + lines.get(start + 1).strip().substring(1) + " */");
            return start + 3;
        }
        if (isStartOfAnnotation(line)) {
            return annotation(start);
        }
        if (isStartOfMember(line)) {
            return member(start);
        }
        laidOut.add(line.indexOf(GROUP) < 0 ? line : statement(line));
        return start + 1;
    }

    private String line(int number) {
        return number < lines.size() ? lines.get(number) : "";
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Of names in the scripts that all encodings have. */
    private static boolean isNameCharacter(char character) {
        return character < 128 && Character.isJavaIdentifierPart(character) && character > ' ' && character != '$';
    }

    private boolean isBlankBetweenFields(int number) {
        return number > 0
                && line(number).isEmpty()
                && isField(line(number - 1))
                && line(number - 1).endsWith(";")
                && isField(line(number + 1));
    }

    private static boolean isField(String line) {
        return line.startsWith(MEMBER + "private final ");
    }

    private boolean isJavadocOfOneLine(int number) {
        return line(number).endsWith("/**")
                && line(number + 1).stripLeading().startsWith("* ")
                && line(number + 2).strip().equals("*/");
    }

    private static boolean isStartOfAnnotation(String line) {
        String name = line.strip();
        int open = name.indexOf('(');
        return name.startsWith("@")
                && (name.endsWith("(") || name.endsWith("({"))
                && open >= name.length() - 2
                && name.substring(1, open).chars().allMatch(unit -> unit == '.' || isNameCharacter((char) unit));
    }

    /** All on one line, if it is long enough. */
    private int annotation(int start) {
        int last = start + 1;
        while (line(last).startsWith(" ") && !isEndOfAnnotation(line(last))) {
            last++;
        }
        if (last > start + 1 && isEndOfAnnotation(line(last))) {
            List<String> values =
                    lines.subList(start + 1, last).stream().map(String::strip).toList();
            String onOneLine =
                    lines.get(start) + String.join(" ", values) + line(last).strip();
            if (onOneLine.length() <= COLUMNS) {
                laidOut.add(onOneLine);
                return last + 1;
            }
        }
        laidOut.add(lines.get(start));
        return start + 1;
    }

    private static boolean isEndOfAnnotation(String line) {
        String end = line.strip();
        return end.equals(")") || end.equals("})");
    }

    private static boolean isStartOfMember(String line) {
        return line.startsWith(MEMBER)
                && line.length() > MEMBER.length()
                && (line.charAt(MEMBER.length()) == '<' || isNameCharacter(line.charAt(MEMBER.length())));
    }

    /** A member that is no field, up to its body. */
    private int member(int start) {
        int last = start;
        while (!line(last).endsWith(";") && !line(last).endsWith("{") && indent(line(last + 1)) > MEMBER.length()) {
            last++;
        }
        if (!line(last).endsWith("{")) {
            laidOut.add(lines.get(start));
            return start + 1;
        }
        StringBuilder signature = new StringBuilder(lines.get(start));
        for (String line : lines.subList(start + 1, last + 1)) {
            boolean isFirstParameter = signature.charAt(signature.length() - 1) == '(';
            signature.append(isFirstParameter ? "" : " ").append(line.strip());
        }
        laidOut.add(signature(withoutSpaceInAnnotatedName(signature.toString())));
        return last + 1;
    }

    /** {@code java.util.@Nullable List}, which JavaPoet prints with a space before the annotation. */
    private static String withoutSpaceInAnnotatedName(String line) {
        StringBuilder without = new StringBuilder(line);
        for (int index = 1; index < without.length(); index++) {
            char character = without.charAt(index);
            if (character == '"' || character == '\'') {
                index = endOfLiteral(without, index);
            } else if (character == ' ' && without.charAt(index - 1) == '.' && without.charAt(index + 1) == '@') {
                without.deleteCharAt(index);
            }
        }
        return without.toString();
    }

    /** All on one line, else the parameters on the second, else each on its own. */
    private static String signature(String line) {
        if (line.length() <= COLUMNS) {
            return line;
        }
        List<Integer> commas = new ArrayList<>();
        int open = scan(line, commas);
        int close = commas.remove(commas.size() - 1);
        String head = line.substring(0, open);
        String tail = line.substring(close);
        String indent = MEMBER + CONTINUATION;
        String below = indent + line.substring(open);
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
        return head + "\n" + indent + String.join(",\n" + indent, parameters) + tail;
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

    private static int endOfLiteral(CharSequence line, int start) {
        int index = start + 1;
        while (line.charAt(index) != line.charAt(start)) {
            index += line.charAt(index) == '\\' ? 2 : 1;
        }
        return index;
    }

    private static String statement(String line) {
        StringBuilder statement = new StringBuilder();
        append(line, indent(line), statement);
        return statement.toString();
    }

    /** Adds code that is broken at its line breaks, and the groups in it, each broken or not. */
    private static void append(String code, int indent, StringBuilder statement) {
        for (int index = 0; index < code.length(); index++) {
            char character = code.charAt(index);
            if (character == GROUP) {
                int end = endOfGroup(code, index);
                String group = code.substring(index + 1, end);
                String onOneLine = onOneLine(group);
                int column = statement.length() - (statement.lastIndexOf("\n") + 1);
                if (column + onOneLine.length() < COLUMNS) {
                    statement.append(onOneLine);
                } else {
                    append(group, indent, statement);
                }
                index = end;
            } else if (character == LINE_BREAK) {
                index++;
                int indents = Character.digit(code.charAt(index), 10);
                statement.append("\n").append(" ".repeat(indent)).append(CONTINUATION.repeat(indents));
            } else {
                statement.append(character);
            }
        }
    }

    private static int endOfGroup(String code, int start) {
        int depth = 0;
        int index = start;
        do {
            switch (code.charAt(index++)) {
                case GROUP -> depth++;
                case END_OF_GROUP -> depth--;
                default -> {
                    // Of no meaning here.
                }
            }
        } while (depth > 0);
        return index - 1;
    }

    private static String onOneLine(String group) {
        StringBuilder line = new StringBuilder();
        for (int index = 0; index < group.length(); index++) {
            char character = group.charAt(index);
            if (character == LINE_BREAK) {
                boolean isInList = line.length() > 0 && line.charAt(line.length() - 1) == ',';
                line.append(isInList ? " " : "");
                index++;
            } else if (character != GROUP && character != END_OF_GROUP) {
                line.append(character);
            }
        }
        return line.toString();
    }
}
