package dev.aatomic.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionOperations;
import dev.aatomic.runtime.event.TransactionListener;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages show and list all that they mean to. */
class CompletenessTest {

    private static final Path RUNTIME = Pages.ROOT.resolve("runtime/src/main/java/dev/aatomic/runtime");

    private static void assertRows(String page, Collection<String> names) {
        List<String> rows = Pages.read(Pages.ROOT.resolve(page))
                .lines()
                .filter(line -> line.startsWith("|"))
                .toList();

        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(rows)
                        .as("%s in a table of %s", name, page)
                        .anyMatch(row -> row.contains("`" + name + "`")));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    private static List<String> methods(Class<?> type, String prefix) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith(prefix))
                .distinct()
                .toList();
    }

    @Test
    void failuresHaveAllExceptions() throws IOException {
        try (Stream<Path> files = Files.list(RUNTIME)) {
            List<String> exceptions = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .filter(name -> !name.equals(TransactionException.class.getSimpleName()))
                    .toList();

            assertRows("docs/guide/failures.md", exceptions);
        }
    }

    @Test
    void nestingHasAllPropagations() {
        assertRows("docs/guide/nesting.md", names(Propagation.values()));
    }

    @Test
    void settingsHaveAllIsolations() {
        assertRows("docs/settings.md", names(Isolation.values()));
    }

    @Test
    void settingsHaveAllTimesToTakeAConnection() {
        assertRows("docs/settings.md", names(ConnectionAcquisition.values()));
    }

    @Test
    void hooksHaveAllKinds() {
        assertRows("docs/guide/hooks.md", methods(TransactionOperations.class, "on"));
    }

    @Test
    void watchingHasAllThatAListenerIsTold() {
        assertRows("docs/guide/watching.md", methods(TransactionListener.class, ""));
    }

    @Test
    void guideShowsImportsFirst() throws IOException {
        assertThat(Pages.all())
                .filteredOn(page -> Pages.name(page).startsWith("docs/guide/"))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(Pages.read(page).split("```java\n", 2)[1])
                        .as("the first code of %s", page)
                        .startsWith("import "));
    }

    @Test
    void contentsHaveAllPages() throws IOException {
        Path index = Pages.ROOT.resolve("docs/index.md");
        String contents = Pages.read(index);

        assertThat(Pages.all()).filteredOn(page -> !page.equals(index)).allSatisfy(page -> {
            String link = index.getParent().relativize(page).toString().replace('\\', '/');
            assertThat(contents).as("a link to %s", link).contains("](" + link);
        });
    }
}
