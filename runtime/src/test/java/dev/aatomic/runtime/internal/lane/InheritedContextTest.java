package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.OwnLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether forks inherit their context is as the property has it, on a JDK that has values to inherit. */
@Tag("rooms")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
final class InheritedContextTest {

    private static final String PROPERTY = "aatomic.structuredConcurrency";

    private static boolean isThere() throws Exception {
        try (OwnLoader loader = new OwnLoader()) {
            return loader.loadClass(InheritedContext.class.getName())
                    .getField("IS_THERE")
                    .getBoolean(null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void theJdkAndThePropertyDecide(String wanted) throws Exception {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, wanted);
        try {
            assertThat(isThere())
                    .isEqualTo(wanted.equals("true") && Runtime.version().feature() >= 25);
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }
}
