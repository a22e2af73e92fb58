package dev.aatomic.conformance;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a program did.
 *
 * @param trace what its operations noted, in order
 * @param error the name of what left the program, or null
 * @param rows the committed rows at the end by database, sorted, without the row that was there from the start
 */
public record Outcome(List<String> trace, @Nullable String error, SortedMap<String, List<Integer>> rows) {

    @Override
    public String toString() {
        return "trace " + trace + ", error " + error + ", rows " + rows;
    }
}
