package dev.aatomic.processor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.annotation.processing.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar that users put on their processor path, beside those of other processors. */
@Tag("packaged-jar")
class PackagedJarTest {

    private static final Path JAR = Path.of(System.getProperty("aatomic.processorJar", "not set by the build"));

    private JarFile jar;

    @BeforeEach
    void open() throws IOException {
        jar = new JarFile(JAR.toFile());
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    @Test
    void holdsNoClassOfAForeignPackage() {
        assertThat(entries(".class")).isNotEmpty().allMatch(name -> name.startsWith("dev/aatomic/processor/"));
    }

    @Test
    void refersToNoLibraryByItsOwnName() throws IOException {
        for (String name : entries(".class")) {
            String constants = new String(read(name), ISO_8859_1);
            assertThat(constants.contains("com/palantir") || constants.contains("com.palantir"))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void holdsTheLicenceOfTheLibraryInIt() throws IOException {
        assertThat(new String(read("META-INF/LICENSE"), UTF_8)).contains("Apache License", "Version 2.0");
        assertThat(new String(read("META-INF/NOTICE"), UTF_8)).contains("JavaPoet", "Palantir", "META-INF/LICENSE");
    }

    @Test
    void tellsBuildToolsOfTheProcessors() throws IOException {
        String first = AatomicProcessor.class.getName();
        String second = BeanAnnotationsProcessor.class.getName();

        assertThat(new String(read("META-INF/services/javax.annotation.processing.Processor"), UTF_8).lines())
                .containsExactly(first, second);
        assertThat(new String(read("META-INF/gradle/incremental.annotation.processors"), UTF_8).lines())
                .containsExactly(first + ",isolating", second + ",isolating");
        assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                .isEqualTo("dev.aatomic.processor");
    }

    @Test
    void worksWithNothingBesideIt() throws IOException {
        URL[] path = {JAR.toUri().toURL()};
        try (var loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            List<Processor> processors = ServiceLoader.load(Processor.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(processor -> processor.getClass().getClassLoader() == loader)
                    .toList();
            assertThat(processors)
                    .extracting(processor -> processor.getClass().getName())
                    .containsExactly(AatomicProcessor.class.getName(), BeanAnnotationsProcessor.class.getName());

            Compilation compilation = Compilations.lenientJavac()
                    .withProcessors(processors)
                    .compile(CaseFiles.fileObjects("good", "settings"));

            assertThat(Compilations.generated(compilation)).isEqualTo(CaseFiles.texts("expected", "settings"));
        }
    }

    private List<String> entries(String suffix) {
        return jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.endsWith(suffix) && !name.endsWith("/"))
                .toList();
    }

    private byte[] read(String name) throws IOException {
        try (var stream = jar.getInputStream(jar.getJarEntry(name))) {
            return stream.readAllBytes();
        }
    }
}
