package dev.aatomic.runtime.internal.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No savepoint of ours has the name of another, of whomever. */
@Tag("rooms")
final class SavepointNamesTest {

    private static final String PREFIX = "aatomic_[0-9a-z]{1,8}_";

    @Test
    void savepointIsNamedByItsNumber() {
        assertThat(SavepointNames.of(12)).matches(PREFIX + "12");
    }

    @Test
    void eachInAnotherLibrarysTransactionHasANameOfItsOwn() {
        String first = SavepointNames.ofEnclosing();
        String second = SavepointNames.ofEnclosing();

        assertThat(first).matches(PREFIX + "l[1-9]\\d*");
        assertThat(number(second)).isEqualTo(number(first) + 1);
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(name.lastIndexOf('l') + 1));
    }

    @Test
    void allBeginWithWhatOnlyThisProcessKnows() {
        String prefix = SavepointNames.of(1).substring(0, SavepointNames.of(1).length() - 1);

        assertThat(SavepointNames.PROBE).isEqualTo(prefix + "c");
        assertThat(SavepointNames.ofEnclosing()).startsWith(prefix + "l");
    }
}
