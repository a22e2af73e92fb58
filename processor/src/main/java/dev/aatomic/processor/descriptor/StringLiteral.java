package dev.aatomic.processor.descriptor;

import java.util.stream.Collectors;

/**
 * A text, as source that means the same in any encoding.
 *
 * @param value the text
 */
public record StringLiteral(String value) {

    /** The literal, with its quotes. JavaPoet's own would break a line at a line separator. */
    @Override
    public String toString() {
        return value.chars().mapToObj(StringLiteral::escape).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escape(int unit) {
        return switch (unit) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> isPrinted(unit) ? Character.toString(unit) : unicodeEscape(unit);
        };
    }

    /**
     * Whether a character is written as it is.
     *
     * @param unit a character, or half of one
     * @return true for what every encoding has
     */
    public static boolean isPrinted(int unit) {
        return unit >= ' ' && unit <= '~';
    }

    /**
     * Escapes a character, which the language allows anywhere in a source.
     *
     * @param unit a character, or half of one
     * @return the escape
     */
    public static String unicodeEscape(int unit) {
        return String.format("\\u%04x", unit);
    }
}
