package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.ScopeWithoutJooq;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that has no jOOQ on its class path, nor the nullness annotations. */
@Tag("shape")
final class WithoutJooqTest {

    @Test
    void scopeRuns() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPathWithoutJooq(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("org.jooq.DSLContext"))
                    .isInstanceOf(ClassNotFoundException.class);

            Object program = loader.loadClass(ScopeWithoutJooq.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(program).isNotInstanceOf(ScopeWithoutJooq.class);
            assertThat(((Callable<?>) program).call()).isEqualTo(List.of(1, 2, 3));
        }
    }

    private static URL[] classPathWithoutJooq() throws MalformedURLException {
        List<URL> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (!name.startsWith("jooq") && !name.startsWith("jspecify")) {
                entries.add(Path.of(entry).toUri().toURL());
            }
        }
        return entries.toArray(URL[]::new);
    }
}
