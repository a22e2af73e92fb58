package dev.aatomic.runtime.truth;

import java.util.List;

/**
 * What came out of a run.
 *
 * @param program the program
 * @param problems what was not true; empty if all was
 * @param told what every caller was told
 */
record Verdict(Program program, List<String> problems, String told) {

    boolean isWell() {
        return problems.isEmpty();
    }

    boolean isHang() {
        return problems.stream().anyMatch(problem -> problem.startsWith(ProgramRun.LATE));
    }

    /** Whether another run failed in the same way. */
    boolean isLike(Verdict other) {
        return !isWell() && !other.isWell() && kind().equals(other.kind());
    }

    private String kind() {
        String first = problems.get(0);
        int end = first.indexOf(". ");
        return (end < 0 ? first : first.substring(0, end)).replaceAll("[\\d@$/x]+\\w*", "#");
    }

    @Override
    public String toString() {
        return String.join("\n", problems) + "\n" + program + "Told:\n" + told;
    }
}
