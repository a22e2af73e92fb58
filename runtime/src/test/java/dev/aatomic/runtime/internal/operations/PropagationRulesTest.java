package dev.aatomic.runtime.internal.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.internal.operations.PropagationRules.Around;
import dev.aatomic.runtime.internal.operations.PropagationRules.Form;
import dev.aatomic.runtime.internal.operations.PropagationRules.Ruling;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a block becomes, over what it asks for and what is around it. In the tables a ruling that refuses stands without its first
 * word, and JOIN for what joins another library's transaction.
 */
@Tag("propagation")
final class PropagationRulesTest {

    private static final BlockSettings DEFAULTS = BlockSettings.defaults(null);

    private static Ruling ruling(String word) {
        return switch (word) {
            case "NEST", "NEW", "RETRIED", "NONE" -> Ruling.valueOf(word);
            case "JOIN" -> Ruling.JOIN_ENCLOSING;
            default -> Ruling.valueOf("REFUSED_" + word);
        };
    }

    private static Ruling decide(BlockSettings asked, Around around, Form form, boolean requiresDurable) {
        return PropagationRules.decide(asked, around, Isolation.DEFAULT, false, form, requiresDurable);
    }

    /**
     * The propagation, whether the block is durable, how it is opened; then what it becomes with nothing around it, inside a block, and
     * inside another library's transaction, directly in a test and in a block of a test, each where every block may be outermost and where
     * only durable ones may.
     */
    private static final String TABLE = """
        NESTED,        false, FUTURE,    NEW,     OUTERMOST, NEST,    NEST,      OUTLIVES, OUTLIVES,  NEST,    OUTERMOST, NEST,    NEST
        NESTED,        false, WAITING,   NEW,     OUTERMOST, NEST,    NEST,      JOIN,     JOIN,      NEST,    OUTERMOST, NEST,    NEST
        NESTED,        false, TWO_CALLS, NEW,     OUTERMOST, NEST,    NEST,      JOIN,     JOIN,      NEST,    OUTERMOST, NEST,    NEST
        NESTED,        true,  FUTURE,    NEW,     NEW,       DURABLE, DURABLE,   OUTLIVES, OUTLIVES,  NEST,    NEST,      DURABLE, DURABLE
        NESTED,        true,  WAITING,   NEW,     NEW,       DURABLE, DURABLE,   DURABLE,  DURABLE,   NEST,    NEST,      DURABLE, DURABLE
        NESTED,        true,  TWO_CALLS, NEW,     NEW,       DURABLE, DURABLE,   DURABLE,  DURABLE,   NEST,    NEST,      DURABLE, DURABLE
        REQUIRED,      false, FUTURE,    NEW,     OUTERMOST, NEST,    NEST,      OUTLIVES, OUTLIVES,  NEST,    OUTERMOST, NEST,    NEST
        REQUIRED,      false, WAITING,   NEW,     OUTERMOST, NEST,    NEST,      JOIN,     JOIN,      NEST,    OUTERMOST, NEST,    NEST
        REQUIRED,      false, TWO_CALLS, NEW,     OUTERMOST, NEST,    NEST,      JOIN,     JOIN,      NEST,    OUTERMOST, NEST,    NEST
        REQUIRED,      true,  FUTURE,    NEW,     NEW,       DURABLE, DURABLE,   OUTLIVES, OUTLIVES,  NEST,    NEST,      DURABLE, DURABLE
        REQUIRED,      true,  WAITING,   NEW,     NEW,       DURABLE, DURABLE,   DURABLE,  DURABLE,   NEST,    NEST,      DURABLE, DURABLE
        REQUIRED,      true,  TWO_CALLS, NEW,     NEW,       DURABLE, DURABLE,   DURABLE,  DURABLE,   NEST,    NEST,      DURABLE, DURABLE
        REQUIRES_NEW,  false, FUTURE,    NEW,     NEW,       NEW,     NEW,       NEW,      NEW,       NEST,    NEST,      NEST,    NEST
        REQUIRES_NEW,  false, WAITING,   NEW,     NEW,       NEW,     NEW,       NEW,      NEW,       NEST,    NEST,      NEST,    NEST
        REQUIRES_NEW,  false, TWO_CALLS, NEW,     NEW,       NEW,     NEW,       NEW,      NEW,       NEST,    NEST,      NEST,    NEST
        MANDATORY,     false, FUTURE,    OUTSIDE, OUTSIDE,   NEST,    NEST,      OUTLIVES, OUTLIVES,  OUTSIDE, OUTSIDE,   NEST,    NEST
        MANDATORY,     false, WAITING,   OUTSIDE, OUTSIDE,   NEST,    NEST,      JOIN,     JOIN,      OUTSIDE, OUTSIDE,   NEST,    NEST
        MANDATORY,     false, TWO_CALLS, OUTSIDE, OUTSIDE,   NEST,    NEST,      JOIN,     JOIN,      OUTSIDE, OUTSIDE,   NEST,    NEST
        SUPPORTS,      false, FUTURE,    NONE,    NONE,      NEST,    NEST,      OUTLIVES, OUTLIVES,  NONE,    NONE,      NEST,    NEST
        SUPPORTS,      false, WAITING,   NONE,    NONE,      NEST,    NEST,      JOIN,     JOIN,      NONE,    NONE,      NEST,    NEST
        SUPPORTS,      false, TWO_CALLS, NEW,     OUTERMOST, NEST,    NEST,      JOIN,     JOIN,      NEST,    OUTERMOST, NEST,    NEST
        NOT_SUPPORTED, false, FUTURE,    NONE,    NONE,      NONE,    NONE,      NONE,     NONE,      NONE,    NONE,      NONE,    NONE
        NOT_SUPPORTED, false, WAITING,   NONE,    NONE,      NONE,    NONE,      NONE,     NONE,      NONE,    NONE,      NONE,    NONE
        NOT_SUPPORTED, false, TWO_CALLS, NEW,     OUTERMOST, NEW,     OUTERMOST, NEW,      OUTERMOST, NEST,    OUTERMOST, NEST,    OUTERMOST
        NEVER,         false, FUTURE,    NONE,    NONE,      INSIDE,  INSIDE,    INSIDE,   INSIDE,    NONE,    NONE,      INSIDE,  INSIDE
        NEVER,         false, WAITING,   NONE,    NONE,      INSIDE,  INSIDE,    INSIDE,   INSIDE,    NONE,    NONE,      INSIDE,  INSIDE
        NEVER,         false, TWO_CALLS, NEW,     OUTERMOST, INSIDE,  INSIDE,    INSIDE,   INSIDE,    NEST,    OUTERMOST, INSIDE,  INSIDE
        """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void blockBecomesWhatItsPropagationSays(
            Propagation propagation,
            boolean durable,
            Form form,
            String alone,
            String aloneWhereOnlyDurable,
            String inBlock,
            String inBlockWhereOnlyDurable,
            String inEnclosing,
            String inEnclosingWhereOnlyDurable,
            String inTest,
            String inTestWhereOnlyDurable,
            String inBlockOfTest,
            String inBlockOfTestWhereOnlyDurable) {
        BlockSettings asked =
                durable ? DEFAULTS.withPropagation(propagation).withDurable() : DEFAULTS.withPropagation(propagation);

        assertThat(decide(asked, Around.NOTHING, form, false)).isEqualTo(ruling(alone));
        assertThat(decide(asked, Around.NOTHING, form, true)).isEqualTo(ruling(aloneWhereOnlyDurable));
        assertThat(decide(asked, Around.BLOCK, form, false)).isEqualTo(ruling(inBlock));
        assertThat(decide(asked, Around.BLOCK, form, true)).isEqualTo(ruling(inBlockWhereOnlyDurable));
        assertThat(decide(asked, Around.ENCLOSING, form, false)).isEqualTo(ruling(inEnclosing));
        assertThat(decide(asked, Around.ENCLOSING, form, true)).isEqualTo(ruling(inEnclosingWhereOnlyDurable));
        assertThat(decide(asked, Around.TEST, form, false)).isEqualTo(ruling(inTest));
        assertThat(decide(asked, Around.TEST, form, true)).isEqualTo(ruling(inTestWhereOnlyDurable));
        assertThat(decide(asked, Around.BLOCK_IN_TEST, form, false)).isEqualTo(ruling(inBlockOfTest));
        assertThat(decide(asked, Around.BLOCK_IN_TEST, form, true)).isEqualTo(ruling(inBlockOfTestWhereOnlyDurable));
    }

    /** What the table leaves out cannot be asked for. */
    @Test
    void tableIsFull() {
        List<List<String>> rows = TABLE.lines()
                .map(row -> List.of(row.strip().split(",\\s*")).subList(0, 3))
                .toList();
        Set<List<String>> possible = new HashSet<>();
        for (Propagation propagation : Propagation.values()) {
            for (Form form : Form.values()) {
                possible.add(List.of(propagation.name(), "false", form.name()));
                if (EnumSet.of(Propagation.NESTED, Propagation.REQUIRED).contains(propagation)) {
                    possible.add(List.of(propagation.name(), "true", form.name()));
                } else {
                    assertThatThrownBy(
                                    () -> DEFAULTS.withPropagation(propagation).withDurable())
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }

        assertThat(rows).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(possible);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void blockThatIsToldNothingIsNested(Form form) {
        for (BlockSettings asked : List.of(DEFAULTS, DEFAULTS.withSavepoint(false), DEFAULTS.withSavepoint(true))) {
            assertThat(decide(asked, Around.NOTHING, form, false)).isEqualTo(Ruling.NEW);
            assertThat(decide(asked, Around.BLOCK, form, false)).isEqualTo(Ruling.NEST);
        }
    }

    /**
     * The propagation; then what a block with a retry becomes with nothing around it, inside a block, and inside another library's
     * transaction, each with a future and where its caller waits. One that another library opens and ends cannot be run again.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
        NESTED,       RETRIED, RETRIED, NEST,    NEST,    OUTLIVES, JOIN
        REQUIRED,     RETRIED, RETRIED, NEST,    NEST,    OUTLIVES, JOIN
        REQUIRES_NEW, RETRIED, RETRIED, RETRIED, RETRIED, RETRIED,  RETRIED
        MANDATORY,    OUTSIDE, OUTSIDE, NEST,    NEST,    OUTLIVES, JOIN
        """)
    void transactionOfItsOwnIsRetriedIfItAsksForThat(
            Propagation propagation,
            String alone,
            String aloneWaiting,
            String inBlock,
            String inBlockWaiting,
            String inEnclosing,
            String inEnclosingWaiting) {
        BlockSettings once = DEFAULTS.withPropagation(propagation);
        BlockSettings asked = once.withRetry(RetryPolicy.ofMaxAttempts(2));

        assertThat(decide(asked, Around.NOTHING, Form.FUTURE, false)).isEqualTo(ruling(alone));
        assertThat(decide(asked, Around.NOTHING, Form.WAITING, false)).isEqualTo(ruling(aloneWaiting));
        assertThat(decide(asked, Around.BLOCK, Form.FUTURE, false)).isEqualTo(ruling(inBlock));
        assertThat(decide(asked, Around.BLOCK, Form.WAITING, false)).isEqualTo(ruling(inBlockWaiting));
        assertThat(decide(asked, Around.ENCLOSING, Form.FUTURE, false)).isEqualTo(ruling(inEnclosing));
        assertThat(decide(asked, Around.ENCLOSING, Form.WAITING, false)).isEqualTo(ruling(inEnclosingWaiting));
        assertThat(decide(asked, Around.TEST, Form.FUTURE, false)).isEqualTo(ruling(alone));
        assertThat(decide(asked, Around.TEST, Form.WAITING, false)).isEqualTo(ruling(aloneWaiting));
        assertThat(decide(asked, Around.BLOCK_IN_TEST, Form.FUTURE, false)).isEqualTo(ruling(inBlock));
        assertThat(decide(asked, Around.BLOCK_IN_TEST, Form.WAITING, false)).isEqualTo(ruling(inBlockWaiting));
        for (Around around : Around.values()) {
            assertThat(decide(asked, around, Form.TWO_CALLS, false))
                    .isEqualTo(decide(once, around, Form.TWO_CALLS, false));
        }
    }

    @Test
    void retryMakesNoBlockFitToBeOutermost() {
        BlockSettings asked = DEFAULTS.withRetry(RetryPolicy.ofMaxAttempts(2));

        assertThat(decide(asked, Around.NOTHING, Form.WAITING, true)).isEqualTo(Ruling.REFUSED_OUTERMOST);
        assertThat(decide(asked.withDurable(), Around.NOTHING, Form.WAITING, true))
                .isEqualTo(Ruling.RETRIED);
    }

    /** What the block asks for; then the isolations around it that give that. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        DEFAULT,          DEFAULT READ_UNCOMMITTED READ_COMMITTED REPEATABLE_READ SERIALIZABLE
        READ_UNCOMMITTED, DEFAULT READ_UNCOMMITTED READ_COMMITTED REPEATABLE_READ SERIALIZABLE
        READ_COMMITTED,   DEFAULT READ_COMMITTED REPEATABLE_READ SERIALIZABLE
        REPEATABLE_READ,  REPEATABLE_READ SERIALIZABLE
        SERIALIZABLE,     SERIALIZABLE
        """)
    void blockIsNotPartOfATransactionThatIsolatesLess(Isolation asked, String giving) {
        Set<String> enough = Set.of(giving.split(" "));
        BlockSettings settings = DEFAULTS.withIsolation(asked);

        for (Isolation isolation : Isolation.values()) {
            boolean isEnough = enough.contains(isolation.name());
            assertThat(part(settings, Around.BLOCK, isolation, false))
                    .as(isolation.name())
                    .isEqualTo(isEnough ? Ruling.NEST : Ruling.REFUSED_STRICTER);
            assertThat(part(settings, Around.ENCLOSING, isolation, true))
                    .as(isolation.name())
                    .isEqualTo(isEnough ? Ruling.JOIN_ENCLOSING : Ruling.REFUSED_STRICTER);
        }
    }

    private static Ruling part(BlockSettings asked, Around around, Isolation isolation, boolean isReadOnly) {
        return PropagationRules.decide(asked, around, isolation, isReadOnly, Form.WAITING, false);
    }

    @Test
    void blockThatSaysItWritesIsNotPartOfATransactionThatOnlyReads() {
        BlockSettings writes = DEFAULTS.withReadOnly(false);

        assertThat(part(writes, Around.BLOCK, Isolation.DEFAULT, true)).isEqualTo(Ruling.REFUSED_STRICTER);
        assertThat(part(writes, Around.ENCLOSING, Isolation.DEFAULT, true)).isEqualTo(Ruling.REFUSED_STRICTER);
        assertThat(part(writes, Around.BLOCK, Isolation.DEFAULT, false)).isEqualTo(Ruling.NEST);
        assertThat(part(writes, Around.ENCLOSING, Isolation.DEFAULT, false)).isEqualTo(Ruling.JOIN_ENCLOSING);
        for (BlockSettings other : List.of(DEFAULTS, DEFAULTS.withReadOnly(true))) {
            assertThat(part(other, Around.BLOCK, Isolation.DEFAULT, true)).isEqualTo(Ruling.NEST);
            assertThat(part(other, Around.BLOCK, Isolation.DEFAULT, false)).isEqualTo(Ruling.NEST);
        }
    }

    @ParameterizedTest
    @EnumSource(Around.class)
    void blockBesideWhatIsAroundItMayBeStricter(Around around) {
        BlockSettings asked = DEFAULTS.withPropagation(Propagation.REQUIRES_NEW)
                .withIsolation(Isolation.SERIALIZABLE)
                .withReadOnly(false);

        boolean isInTest = around == Around.TEST || around == Around.BLOCK_IN_TEST;
        assertThat(part(asked, around, Isolation.READ_COMMITTED, true)).isEqualTo(isInTest ? Ruling.NEST : Ruling.NEW);
    }

    @Test
    void outermostBlockMayAskForAnything() {
        BlockSettings asked = DEFAULTS.withIsolation(Isolation.SERIALIZABLE).withReadOnly(false);

        assertThat(part(asked, Around.NOTHING, Isolation.DEFAULT, false)).isEqualTo(Ruling.NEW);
        assertThat(part(asked, Around.TEST, Isolation.DEFAULT, false)).isEqualTo(Ruling.NEST);
        assertThat(part(asked, Around.BLOCK_IN_TEST, Isolation.DEFAULT, false)).isEqualTo(Ruling.REFUSED_STRICTER);
    }

    @Test
    void durableBlockIsToldThatRatherThanThatItIsStricter() {
        BlockSettings asked = DEFAULTS.withDurable().withIsolation(Isolation.SERIALIZABLE);

        assertThat(part(asked, Around.BLOCK, Isolation.DEFAULT, false)).isEqualTo(Ruling.REFUSED_DURABLE);
    }

    @Test
    void onlyTheseTwoStandBesideWhatIsAroundThem() {
        assertThat(Arrays.stream(Propagation.values()).filter(each -> !PropagationRules.joins(each)))
                .containsExactly(Propagation.REQUIRES_NEW, Propagation.NOT_SUPPORTED);
    }
}
