package dev.aatomic.examples.guide.started;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.aatomic.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The project that the page about getting started shows does what the page says. */
class GettingStartedTest {

    private static final Path PROJECT =
            Path.of("../getting-started").toAbsolutePath().normalize();
    private static final Pattern VERSION = Pattern.compile("<version>([\\w.-]+)</version>");

    @TempDir
    private static Path classes;

    private static URLClassLoader project;

    /** As its pom does, with the processor alone on the processor's path. */
    @BeforeAll
    static void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("java.class.path");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8);
                Stream<Path> sources = Files.walk(PROJECT.resolve("src"))) {
            List<Path> all =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options =
                    List.of("--release", "17", "-classpath", path, "-processorpath", path, "-d", classes.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
                            .call())
                    .isTrue();
        }
        project = new URLClassLoader(new URL[] {classes.toUri().toURL()}, GettingStartedTest.class.getClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        project.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mainPrintsWhatThePageShows(boolean postgres) throws Exception {
        String[] arguments = postgres ? new String[] {PostgresServer.createDatabase("bank")} : new String[0];

        assertThat(printed(arguments)).isEqualTo(Files.readString(PROJECT.resolve("output.txt"), UTF_8));
    }

    private static String printed(String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            project.loadClass("bank.Main").getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError("The program failed", e.getCause());
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void itsTestsPass() throws ClassNotFoundException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(project.loadClass("bank.AccountsTest")))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create().execute(request, listener);

        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getFailures())
                .extracting(TestExecutionSummary.Failure::getException)
                .isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
    }

    @Test
    void generatedClassIsTheOneOfThePage() throws IOException {
        assertThat(Files.readString(classes.resolve("bank/AccountsAatomic.java"), UTF_8))
                .isEqualTo(Files.readString(PROJECT.resolve("AccountsAatomic.java"), UTF_8));
    }

    /** What the project takes from elsewhere is what this build tests with. */
    @Test
    void itsVersionsAreThoseOfThisBuild() throws IOException {
        String build = Files.readString(PROJECT.resolve("../../pom.xml"), UTF_8);
        List<String> versions = VERSION.matcher(Files.readString(PROJECT.resolve("pom.xml"), UTF_8))
                .results()
                .map(match -> match.group(1))
                .filter(version -> !version.equals("1"))
                .toList();

        assertThat(versions)
                .hasSizeGreaterThan(5)
                .allSatisfy(version -> assertThat(build).contains(">" + version + "<"));
    }
}
