package dev.aatomic.runtime.support;

/**
 * The rows of a long table that a run of the suite tests. CI runs it on a JDK before 21 and on one from 21 on, and what these tables are about
 * does not depend on that: each takes one half, and a soak, with {@code -Daatomic.stress.seconds}, all of them. The halves are those of the
 * Thue–Morse sequence, in which no column of a table that alternates falls to one of them alone.
 */
public final class TableShare {

    private static final boolean ALL = System.getProperty("aatomic.stress.seconds") != null;
    private static final int OURS = Runtime.version().feature() < 21 ? 0 : 1;

    private TableShare() {}

    public static boolean has(int row) {
        return ALL || Integer.bitCount(row) % 2 == OURS;
    }
}
