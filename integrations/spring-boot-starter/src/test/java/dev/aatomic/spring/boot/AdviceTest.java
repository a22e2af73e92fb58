package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.spring.boot.support.Advice;
import dev.aatomic.spring.boot.support.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the messages of the modules for Spring and Hibernate tell their readers to write is there: taken out of all of them. */
@Tag("bad-input")
final class AdviceTest {

    private static List<String> messages() throws IOException {
        return Messages.of(
                Path.of("src/main/java"), Path.of("../spring/src/main/java"), Path.of("../hibernate/src/main/java"));
    }

    @Test
    void i3CodeOfEachMessageCompiles() throws IOException {
        List<String> members =
                messages().stream().flatMap(message -> Advice.members(message).stream()).distinct().toList();

        members.forEach(System.out::println);
        assertThat(members).hasSizeGreaterThan(25);
        assertThat(Advice.errors(members)).isEmpty();
    }

    @Test
    void i3PropertiesOfEachMessageAreThere() throws IOException {
        List<String> properties = messages().stream()
                .flatMap(message -> Advice.properties(message).stream())
                .toList();
        properties.forEach(System.out::println);
    }
}
