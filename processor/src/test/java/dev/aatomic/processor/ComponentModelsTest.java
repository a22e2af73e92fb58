package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.processor.declaration.ComponentModelName;
import java.io.File;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which container a generated class is a bean of, and what of the user's it repeats as one. */
class ComponentModelsTest {

    private static final String ACCOUNTS = """
        package app;

        @dev.aatomic.Aatomic%s
        public interface Accounts {
            void transfer();
        }
        """;

    private static String generated(Compilation compilation, String name) {
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return Compilations.generated(compilation).get("app/" + name + ".java");
    }

    private static JavaFileObject accounts(String attributes) {
        return JavaFileObjects.forSourceString("app.Accounts", ACCOUNTS.formatted(attributes));
    }

    private static String generated(String container, String option, String attributes) {
        Compilation compilation = Compilations.strictJavac(container)
                .withOptions("-Xlint:all", "-Werror", "--release", "17", "-Aaatomic.componentModel=" + option)
                .compile(accounts(attributes));
        return generated(compilation, "AccountsAatomic");
    }

    @ParameterizedTest
    @EnumSource
    void theOptionDoesWhatTheAttributeDoes(ComponentModelName name) {
        String byAttribute = generated(
                Compilations.strictJavac(name.key()).compile(accounts("(componentModel = \"" + name.key() + "\")")),
                "AccountsAatomic");

        assertThat(generated(name.key(), name.key(), "")).isEqualTo(byAttribute);
    }

    @Test
    void theAttributeGoesBeforeTheOption() {
        assertThat(generated("spring", "spring", "(componentModel = \"plain\")"))
                .isEqualTo(generated("", "plain", ""));
        assertThat(generated("spring", "plain", "(componentModel = \"spring\")"))
                .isEqualTo(generated("spring", "spring", ""));
    }

    @Test
    void usersHaveAConstantForEachName() throws IllegalAccessException {
        List<Object> constants = new ArrayList<>();
        for (Field field : dev.aatomic.ComponentModel.class.getFields()) {
            assertThat(field.getName()).isEqualToIgnoringCase((String) field.get(null));
            constants.add(field.get(null));
        }

        assertThat(constants).containsExactlyInAnyOrderElementsOf(ComponentModelName.keys());
    }

    @Test
    void aTypeSaysItForItselfAlone() {
        Compilation compilation = Compilations.strictJavac("spring")
                .compile(
                        accounts("(componentModel = \"spring\")"),
                        JavaFileObjects.forSourceString(
                                "app.Sub",
                                "package app; @dev.aatomic.Aatomic public interface Sub extends Accounts {}"));

        assertThat(generated(compilation, "SubAatomic")).doesNotContain("@Component", "@AatomicDelegate");
    }

    @Test
    void theMarkOfImplementationsIsAQualifierForTheContainersThatAreThere() {
        assertThat(AatomicDelegate.class)
                .hasAnnotations(
                        jakarta.inject.Qualifier.class, org.springframework.beans.factory.annotation.Qualifier.class);
    }

    @Test
    void usersOfTheMarkNeedNoContainer() {
        Compilation compilation = Compilations.strictJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.Implementation", "package app; @dev.aatomic.AatomicDelegate class Implementation {}"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring", "jakarta", "guice", "dagger", "micronaut"})
    void anExportedClassCompilesWithoutAWarningOfTheContainerThatItShows(String name) {
        String modulePath =
                CaseFiles.classPath(name).stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
        String requires = switch (name) {
            case "spring" -> "requires spring.context;";
            case "guice" -> "requires jakarta.inject; requires com.google.guice;";
            case "dagger" -> "requires jakarta.inject; requires dagger;";
            case "micronaut" -> "requires jakarta.inject; requires io.micronaut.micronaut_inject;";
            default -> "requires jakarta.inject;";
        };
        Compilation compilation = Compilations.strictJavac(name)
                .withOptions(
                        "-Xlint:all,-requires-automatic", "-Werror", "--release", "17", "--module-path", modulePath)
                .compile(
                        accounts("(componentModel = \"" + name + "\")"),
                        JavaFileObjects.forSourceString(
                                "module-info",
                                "module users { requires static transitive dev.aatomic; "
                                        + "requires transitive dev.aatomic.runtime; " + requires
                                        + " exports app; }"));

        assertThat(generated(compilation, "AccountsAatomic")).contains("@SuppressWarnings(\"exports\")");
    }

    @Test
    void aModuleThatDoesNotReadTheContainerIsToldSo() {
        String modulePath = CaseFiles.classPath("jakarta").stream()
                .map(File::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        Compilation compilation = Compilations.lenientJavac("jakarta")
                .withOptions("--release", "17", "--module-path", modulePath)
                .compile(
                        accounts("(componentModel = \"jakarta\")"),
                        JavaFileObjects.forSourceString(
                                "module-info", "module users { requires dev.aatomic; requires dev.aatomic.runtime; }"));

        assertThat(Compilations.diagnostics(compilation))
                .anyMatch(text -> text.contains("[AatomicComponentModelMissing]"));
    }

    /** P6: what a sealed interface permits must say who may extend it, and a container may. */
    @ParameterizedTest
    @EnumSource
    void p6ASealedInterfaceMayBeABean(ComponentModelName name) {
        Compilation compilation = Compilations.strictJavac(name.key())
                .compile(JavaFileObjects.forSourceString("app.Closed", """
                    package app;

                    @dev.aatomic.Aatomic(componentModel = "%s")
                    public sealed interface Closed permits Closed.Implementation, ClosedAatomic {
                        void a();

                        final class Implementation implements Closed {
                            @Override
                            public void a() {}
                        }
                    }
                    """.formatted(name.key())));

        String modifier = switch (name) {
            case PLAIN, DAGGER -> "final";
            default -> "non-sealed";
        };
        assertThat(generated(compilation, "ClosedAatomic"))
                .contains("public " + modifier + " class ClosedAatomic implements Closed {");
    }

    /** P6: a class that a sealed interface permits has a generated class, which it must permit as well. */
    @ParameterizedTest
    @EnumSource
    void p6AClassOfASealedInterfaceMayBeABean(ComponentModelName name) {
        Compilation compilation = Compilations.strictJavac(name.key())
                .compile(JavaFileObjects.forSourceString("app.Closed", """
                    package app;

                    public sealed interface Closed permits Closed.Service, Closed_ServiceAatomic {
                        void a();

                        @dev.aatomic.Aatomic(componentModel = "%s")
                        final class Service implements Closed {
                            @Override
                            public void a() {}
                        }
                    }
                    """.formatted(name.key())));

        assertThat(generated(compilation, "Closed_ServiceAatomic"))
                .containsPattern("(final|non-sealed) class Closed_ServiceAatomic implements Closed \\{");
    }

    /** P12: what only a generated class is annotated with is nobody's but ours. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "spring", "jakarta", "cdi", "quarkus", "guice"})
    void p12AGeneratedBeanRaisesNoWarningOfUnclaimedAnnotations(String name) {
        Compilation compilation = Compilations.strictJavac(name)
                .withProcessors(new AatomicProcessor(), new BeanAnnotationsProcessor())
                .compile(accounts("(componentModel = \"" + name + "\")"));

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
    }

    /** P12: what others annotate belongs to other processors. */
    @Test
    void p12AnnotationsOfOthersAreLeftToTheirProcessors() {
        List<String> seen = new ArrayList<>();
        Compilation compilation = Compilations.lenientJavac("jakarta")
                .withProcessors(new AatomicProcessor(), new BeanAnnotationsProcessor(), new AbstractProcessor() {
                    @Override
                    public Set<String> getSupportedAnnotationTypes() {
                        return Set.of("jakarta.inject.Singleton");
                    }

                    @Override
                    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
                        annotations.forEach(annotation -> round.getElementsAnnotatedWith(annotation)
                                .forEach(element -> seen.add(element.toString())));
                        return false;
                    }
                })
                .compile(
                        accounts("(componentModel = \"jakarta\")"),
                        JavaFileObjects.forSourceString(
                                "app.Own", "package app; @jakarta.inject.Singleton class Own {}"));

        assertThat(compilation.errors()).isEmpty();
        assertThat(seen).contains("app.Own");
    }

    /** P12: a package may have such an annotation too, and is in no type. */
    @Test
    void p12AnnotatedPackageIsLeftAlone() {
        Compilation compilation = Compilations.lenientJavac("jakarta")
                .withProcessors(new AatomicProcessor(), new BeanAnnotationsProcessor())
                .compile(
                        accounts("(componentModel = \"jakarta\")"),
                        JavaFileObjects.forSourceString(
                                "other.package-info", "@jakarta.inject.Singleton package other;"));

        assertThat(compilation.errors()).isEmpty();
    }

    /** P12: Dagger, Micronaut and Avaje make their own of what is generated. */
    @ParameterizedTest
    @ValueSource(strings = {"dagger", "micronaut", "avaje"})
    void p12AContainersOwnProcessorSeesGeneratedBeans(String name) {
        List<String> seen = new ArrayList<>();
        Compilations.lenientJavac(name)
                .withProcessors(new AatomicProcessor(), new BeanAnnotationsProcessor(), new AbstractProcessor() {
                    @Override
                    public Set<String> getSupportedAnnotationTypes() {
                        return Set.of("jakarta.inject.Inject");
                    }

                    @Override
                    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
                        annotations.forEach(annotation -> seen.add(annotation.toString()));
                        return false;
                    }
                })
                .compile(accounts("(componentModel = \"" + name + "\")"));

        assertThat(seen).contains("jakarta.inject.Inject");
    }

    @Test
    void aBindingForEachInterfaceHasANameOfItsOwn() {
        Compilation compilation =
                Compilations.strictJavac("guice").compile(JavaFileObjects.forSourceString("app.Many", """
                    package app;

                    class Many {
                        interface A {
                            interface Default {
                                void a();
                            }
                        }

                        interface B {
                            interface Default {
                                void b();
                            }
                        }

                        @dev.aatomic.Aatomic(componentModel = "guice")
                        static class Both implements A.Default, B.Default, Comparable<Both> {
                            @Override
                            public void a() {}

                            @Override
                            public void b() {}

                            @Override
                            public int compareTo(Both other) {
                                return 0;
                            }
                        }
                    }
                    """));

        assertThat(generated(compilation, "Many_BothAatomicModule"))
                .contains("Many.A.Default defaultBean(", "Many.B.Default default2(")
                .doesNotContain("Comparable");
    }

    @Test
    void aNameOfAClassIsNotRepeatedInSpringWhichHasOneBeanForEach() {
        Compilation compilation = Compilations.strictJavac("spring")
                .withClasspath(CaseFiles.classPathWith(classes()))
                .compile(JavaFileObjects.forSourceString("app.Service", """
                    package app;

                    @dev.aatomic.Aatomic(componentModel = "spring")
                    @jakarta.inject.Named("service")
                    @org.springframework.beans.factory.annotation.Qualifier("fast")
                    @org.springframework.stereotype.Service("service")
                    class Service implements Runnable {
                        @Override
                        public void run() {}
                    }
                    """));

        assertThat(generated(compilation, "ServiceAatomic"))
                .contains("@Component\n@Primary\n@Qualifier(\"fast\")\nclass ")
                .doesNotContain("\"service\"");
    }

    private static Class<?>[] classes() {
        List<Class<?>> classes = new ArrayList<>(LibraryJars.of("spring"));
        classes.addAll(LibraryJars.of("jakarta"));
        return classes.toArray(Class<?>[]::new);
    }

    @Test
    void waitsForAConstantInAQualifierThatIsCarriedOver() {
        Compilation compilation = Compilations.lenientJavac("jakarta")
                .withProcessors(new AatomicProcessor(), new ConstantsProcessor())
                .compile(JavaFileObjects.forSourceString("app.Service", """
                    package app;

                    @dev.aatomic.Aatomic(componentModel = "jakarta")
                    @jakarta.inject.Named(Constants.NAME)
                    interface Service {
                        void serve();
                    }
                    """));

        assertThat(generated(compilation, "ServiceAatomic")).contains("@Named(\"late\")");
    }

    @ParameterizedTest
    @EnumSource
    void everyClassThatIsABeanSaysSoInItsJavadoc(ComponentModelName name) {
        String source = generated(name.key(), name.key(), "");

        assertThat(source.contains("<p>A bean, which " + name.container() + " injects for {@link Accounts}."))
                .isEqualTo(name != ComponentModelName.PLAIN);
        assertThat(Arrays.stream(source.split("\n"))).allMatch(line -> line.length() <= 120);
    }
}
