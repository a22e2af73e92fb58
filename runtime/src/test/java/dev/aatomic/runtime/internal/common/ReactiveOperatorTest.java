package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is on the stack without a reactive library; the libraries' operators are tried in the modules for these. */
@Tag("rooms")
final class ReactiveOperatorTest {

    @Test
    void ordinaryCodeIsNone() {
        assertThat(ReactiveOperator.mend()).isEmpty();
    }
}
