package dev.aatomic.runtime.support;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way of one thread through the engine, as whoever reads along has to go it: the methods and constructors that it entered, by the
 * source file in which they stand.
 *
 * @param files in the order in which each was first entered
 * @param switches how often a call led from one file into another
 * @param calls how many methods and constructors were entered
 */
public record Walk(Set<String> files, int switches, int calls) {

    private static final List<String> ENTERED = new ArrayList<>();
    private static volatile Thread walker;

    /** Called by what {@link WalkLoader} puts into the engine. */
    public static void enter(String type) {
        if (Thread.currentThread() == walker) {
            ENTERED.add(type);
        }
    }

    /** From now on counts what the calling thread enters. */
    static void begin() {
        ENTERED.clear();
        walker = Thread.currentThread();
    }

    /** Ends that. */
    static Walk end() {
        walker = null;
        Set<String> files = new LinkedHashSet<>();
        int switches = 0;
        String last = null;
        for (String type : ENTERED) {
            int inner = type.indexOf('$');
            String file = inner < 0 ? type : type.substring(0, inner);
            if (last != null && !file.equals(last)) {
                switches++;
            }
            last = file;
            files.add(file);
        }
        return new Walk(files, switches, ENTERED.size());
    }
}
