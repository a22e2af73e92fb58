package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import java.util.ServiceLoader;
import javax.annotation.processing.Processor;
import org.junit.jupiter.api.Test;

/** How build tools find the processor. */
class RegistrationTest {

    @Test
    void compilersFindTheProcessor() {
        assertThat(ServiceLoader.load(Processor.class))
                .hasAtLeastOneElementOfType(AatomicProcessor.class)
                .hasAtLeastOneElementOfType(BeanAnnotationsProcessor.class);
    }

    @Test
    void gradleKnowsThatEachClassDependsOnItsInterfaceOnly() throws IOException {
        try (var stream = getClass().getResourceAsStream("/META-INF/gradle/incremental.annotation.processors")) {
            assertThat(new String(Objects.requireNonNull(stream).readAllBytes(), UTF_8))
                    .isEqualToNormalizingNewlines(AatomicProcessor.class.getName() + ",isolating\n"
                            + BeanAnnotationsProcessor.class.getName() + ",isolating\n");
        }
    }
}
