package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether preview features are enabled is told as the command line of the JVM has it. */
@Tag("rooms")
final class PreviewFeaturesTest {

    @Test
    void asTheCommandLineHasIt() {
        boolean isAsked =
                ManagementFactory.getRuntimeMXBean().getInputArguments().contains("--enable-preview");

        assertThat(PreviewFeatures.areEnabled()).isEqualTo(isAsked);
        // Nothing is paid where there can be no forks.
        assertThat(InheritedContext.IS_THERE).isEqualTo(isAsked);
    }
}
