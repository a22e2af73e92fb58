package dev.aatomic.processor.validate;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Guesses what was meant by a name that does not exist. */
final class NearMiss {

    private NearMiss() {}

    /**
     * Asks whether a known name was meant: one that a slip or two turn into what was found.
     *
     * @return {@code " Did you mean 'billing'?"}, or nothing if no name is near
     */
    static String question(String found, Collection<String> known) {
        String lowerCase = found.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> distance(lowerCase, name.toLowerCase(Locale.ROOT)) <= slips(name))
                .min(Comparator.comparing((String name) -> distance(lowerCase, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
    }

    /** How many slips a name bears: in a short one, two letters are most of it. */
    private static int slips(String name) {
        return name.length() < 5 ? 1 : 2;
    }

    /** The letters to add, drop, replace, or swap with their neighbour. */
    private static int distance(String first, String second) {
        int[][] distances = new int[first.length() + 1][second.length() + 1];
        for (int row = 0; row <= first.length(); row++) {
            for (int column = 0; column <= second.length(); column++) {
                distances[row][column] =
                        row == 0 || column == 0 ? row + column : step(distances, first, second, row, column);
            }
        }
        return distances[first.length()][second.length()];
    }

    private static int step(int[][] distances, String first, String second, int row, int column) {
        int replaced = distances[row - 1][column - 1] + (first.charAt(row - 1) == second.charAt(column - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(distances[row - 1][column], distances[row][column - 1]) + 1);
        boolean swapped = row > 1
                && column > 1
                && first.charAt(row - 1) == second.charAt(column - 2)
                && first.charAt(row - 2) == second.charAt(column - 1);
        return swapped ? Math.min(least, distances[row - 2][column - 2] + 1) : least;
    }
}
