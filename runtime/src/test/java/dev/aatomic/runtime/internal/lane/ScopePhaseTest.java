package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one state machine of a block, as its drawing says. */
@Tag("shape")
final class ScopePhaseTest {

    /** The drawing, a line a phase. */
    private static final String MOVES = """
        WAITING -> OPEN, ABANDONED, ENDED
        OPEN -> EXITING, STOPPING, ENDING, ABANDONED
        EXITING -> STOPPING, ENDING, ABANDONED
        STOPPING -> ENDING, ABANDONED
        ENDING -> HOOKS, ABANDONED, ENDED
        HOOKS -> ENDED
        ABANDONED -> ENDED
        ENDED ->
        """;

    private static String moves(ScopePhase phase) {
        String next = Arrays.stream(ScopePhase.values())
                .filter(phase::canBecome)
                .map(ScopePhase::name)
                .collect(Collectors.joining(", "));
        return (phase + " -> " + next).strip();
    }

    @Test
    void phasesMoveAsTheyAreDrawn() {
        String printed = Arrays.stream(ScopePhase.values())
                .map(ScopePhaseTest::moves)
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(printed).isEqualTo(MOVES);
    }

    @Test
    void everyPhaseComesToItsEnd() {
        Map<ScopePhase, Boolean> ends = Arrays.stream(ScopePhase.values())
                .collect(Collectors.toMap(phase -> phase, phase -> canReach(phase, ScopePhase.ENDED)));

        assertThat(ends.values()).containsOnly(true);
    }

    private static boolean canReach(ScopePhase from, ScopePhase to) {
        return from == to
                || Arrays.stream(ScopePhase.values()).filter(from::canBecome).anyMatch(next -> canReach(next, to));
    }

    /**
     * What others ask of a phase: whether it is over, its end is next, it is cut short, it is counted; whether it can be cut short, holds
     * accepted work, is before the decision, is ending.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
        WAITING,   false, false, false, false, true,  false, false, false
        OPEN,      false, false, false, false, true,  true,  false, false
        EXITING,   false, true,  false, false, true,  true,  true, false
        STOPPING,  false, true,  true,  false, false, false, true, false
        ENDING,    false, false, false, false, false, false, false, true
        HOOKS,     true,  false, false, true,  false, false, false, false
        ABANDONED, false, true,  true,  true,  false, false, false, false
        ENDED,     true,  false, false, true,  false, false, false, false
        """)
    void phasesAreWhatOthersTakeThemFor(
            ScopePhase phase,
            boolean isOver,
            boolean isEndNext,
            boolean isCutShort,
            boolean isCounted,
            boolean canBeCutShort,
            boolean holdsAcceptedWork,
            boolean isBeforeDecision,
            boolean isEnding) {
        assertThat(phase.isOver()).isEqualTo(isOver);
        assertThat(phase.isEndNext()).isEqualTo(isEndNext);
        assertThat(phase.isCutShort()).isEqualTo(isCutShort);
        assertThat(phase.isCounted()).isEqualTo(isCounted);
        assertThat(phase.canBeCutShort()).isEqualTo(canBeCutShort);
        assertThat(phase.holdsAcceptedWork()).isEqualTo(holdsAcceptedWork);
        assertThat(phase.isBeforeDecision()).isEqualTo(isBeforeDecision);
        assertThat(phase.isEnding()).isEqualTo(isEnding);
    }

    @Test
    void whatIsCountedStaysSo() {
        for (ScopePhase phase : ScopePhase.values()) {
            for (ScopePhase next : ScopePhase.values()) {
                if (phase.canBecome(next) && phase.isCounted()) {
                    assertThat(next.isCounted()).as("%s -> %s", phase, next).isTrue();
                }
            }
        }
    }
}
