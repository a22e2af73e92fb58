package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.JavaFileObjects;
import dagger.internal.codegen.ComponentProcessor;
import dev.aatomic.runtime.Transactions;
import io.avaje.inject.BeanScope;
import io.avaje.inject.generator.InjectProcessor;
import io.micronaut.annotation.processing.BeanDefinitionInjectProcessor;
import io.micronaut.annotation.processing.TypeElementVisitorProcessor;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processors of containers see generated classes in the same compilation, whichever processor comes first. */
class ContainerProcessorsTest {

    @TempDir
    private Path output;

    private @Nullable URLClassLoader loader;

    private final List<String> record = new ArrayList<>();
    private final Transactions transactions = new RecordingTransactions(record).transactions();

    private ClassLoader compile(boolean last, List<Processor> others, List<JavaFileObject> sources) throws IOException {
        assertThat(messages(last, others, sources)).isEmpty();
        loader = new URLClassLoader(new URL[] {output.toUri().toURL()});
        return loader;
    }

    /** Compiles into a directory, since containers look for resources beside the classes. */
    private List<String> messages(boolean last, List<Processor> others, List<JavaFileObject> sources) {
        List<Processor> processors = new ArrayList<>(others);
        processors.add(last ? processors.size() : 0, new AatomicProcessor());
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options =
                List.of("--release", "17", "-Xlint:all,-processing", "-Werror", "-cp", path, "-d", output.toString());
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        JavaCompiler.CompilationTask task =
                ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics, options, null, sources);
        task.setProcessors(processors);
        boolean success = task.call();
        List<String> messages = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .map(diagnostic -> diagnostic.getMessage(null))
                .toList();
        assertThat(messages.isEmpty()).isEqualTo(success);
        return messages;
    }

    @AfterEach
    void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    private static List<JavaFileObject> sources(String model, String more) {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(JavaFileObjects.forSourceString("app.Service", """
                package app;

                import java.util.concurrent.Callable;

                @dev.aatomic.Aatomic(componentModel = "%s")
                public interface Service extends Callable<String> {
                    @Override
                    String call();
                }
                """.formatted(model)));
        sources.add(JavaFileObjects.forSourceString("app.Implementation", """
                package app;

                @jakarta.inject.Singleton
                @dev.aatomic.AatomicDelegate
                public class Implementation implements Service {
                    @jakarta.inject.Inject
                    public Implementation() {}

                    @Override
                    public String call() {
                        return "service";
                    }
                }
                """));
        sources.add(JavaFileObjects.forSourceString("app.Ledger", """
                package app;

                public interface Ledger extends java.util.function.IntSupplier {}
                """));
        sources.add(JavaFileObjects.forSourceString("app.JooqLedger", """
                package app;

                @jakarta.inject.Singleton
                @dev.aatomic.Aatomic(componentModel = "%s")
                public class JooqLedger implements Ledger {
                    @jakarta.inject.Inject
                    public JooqLedger() {}

                    @Override
                    public int getAsInt() {
                        return 7;
                    }
                }
                """.formatted(model)));
        sources.add(JavaFileObjects.forSourceString("app.Consumer", """
                package app;

                import java.util.concurrent.Callable;

                @jakarta.inject.Singleton
                public class Consumer implements Callable<String> {
                    private final Service service;
                    private final Ledger ledger;

                    @jakarta.inject.Inject
                    public Consumer(Service service, Ledger ledger) {
                        this.service = service;
                        this.ledger = ledger;
                    }

                    @Override
                    public String call() {
                        return service.call() + " " + ledger.getAsInt();
                    }
                }
                """));
        if (!more.isEmpty()) {
            sources.add(JavaFileObjects.forSourceString("app.Application", more));
        }
        return sources;
    }

    private void assertTransactional(Object consumer) throws Exception {
        assertThat(((Callable<?>) consumer).call()).isEqualTo("service 7");
        assertThat(record)
                .containsExactly(
                        "get Service.call", "end Service.call", "get JooqLedger.getAsInt", "end JooqLedger.getAsInt");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dagger(boolean last) throws Exception {
        ClassLoader loader = compile(last, List.of(new ComponentProcessor()), sources("dagger", """
                package app;

                import dagger.Binds;
                import dagger.BindsInstance;
                import dagger.Component;
                import dagger.Module;
                import dev.aatomic.AatomicDelegate;
                import dev.aatomic.runtime.Transactions;

                @jakarta.inject.Singleton
                @Component(modules = {
                    Application.Bindings.class, ServiceAatomicModule.class, JooqLedgerAatomicModule.class
                })
                public interface Application {
                    Consumer consumer();

                    @Module
                    interface Bindings {
                        @Binds
                        @AatomicDelegate
                        Service service(Implementation implementation);
                    }

                    @Component.Factory
                    interface Factory extends java.util.function.Function<Transactions, Application> {
                        @Override
                        Application apply(@BindsInstance Transactions transactions);
                    }

                    static Consumer consumer(Transactions transactions) {
                        return DaggerApplication.factory().apply(transactions).consumer();
                    }
                }
                """));

        assertTransactional(loader.loadClass("app.Application")
                .getMethod("consumer", Transactions.class)
                .invoke(null, transactions));
    }

    /** What Dagger says of a component with a module of the user's. */
    private List<String> daggerMessages(String bindings) {
        return messages(
                /* last= */ true, List.of(new ComponentProcessor()), sources("dagger", """
                package app;

                import dagger.Binds;
                import dagger.BindsInstance;
                import dagger.Component;
                import dagger.Module;
                import dev.aatomic.AatomicDelegate;
                import dev.aatomic.runtime.Transactions;

                @jakarta.inject.Singleton
                @Component(modules = {Application.Bindings.class, ServiceAatomicModule.class})
                public interface Application {
                    Service service();

                    @Module
                    interface Bindings {
                        %s
                    }

                    @Component.Factory
                    interface Factory extends java.util.function.Function<Transactions, Application> {
                        @Override
                        Application apply(@BindsInstance Transactions transactions);
                    }
                }
                """.formatted(bindings)));
    }

    @Test
    void daggerNamesTheMarkWhereTheImplementationIsNotBoundWithIt() {
        assertThat(daggerMessages(""))
                .singleElement()
                .asString()
                .contains(
                        "[Dagger/MissingBinding] @dev.aatomic.AatomicDelegate app.Service cannot be provided",
                        "app.ServiceAatomic(delegate, …)");
    }

    @Test
    void daggerNamesBothImplementationsThatAreBoundWithTheMark() {
        assertThat(daggerMessages("""
                        @Binds @AatomicDelegate Service first(Implementation implementation);

                        @Binds @AatomicDelegate Service second(Implementation implementation);
                        """))
                .singleElement()
                .asString()
                .contains(
                        "[Dagger/DuplicateBindings] @dev.aatomic.AatomicDelegate app.Service is bound multiple times",
                        "app.Application.Bindings.first(app.Implementation)",
                        "app.Application.Bindings.second(app.Implementation)");
    }

    @Test
    void daggerNamesTheGeneratedModuleWhereTheUserBindsTheInterfaceToo() {
        assertThat(daggerMessages("""
                        @Binds @AatomicDelegate Service delegate(Implementation implementation);

                        @Binds Service service(Implementation implementation);
                        """))
                .singleElement()
                .asString()
                .contains(
                        "[Dagger/DuplicateBindings] app.Service is bound multiple times",
                        "app.Application.Bindings.service(app.Implementation)",
                        "app.ServiceAatomicModule.service(app.ServiceAatomic)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void micronaut(boolean last) throws Exception {
        ClassLoader loader = compile(
                last,
                List.of(new TypeElementVisitorProcessor(), new BeanDefinitionInjectProcessor()),
                sources("micronaut", ""));

        try (ApplicationContext context = ApplicationContext.builder(loader).build()) {
            context.registerSingleton(Transactions.class, transactions);
            context.start();
            assertTransactional(context.getBean(loader.loadClass("app.Consumer")));
        }
    }

    private static final String AVAJE_APPLICATION = """
            package app;

            import dev.aatomic.runtime.Transactions;
            import io.avaje.inject.InjectModule;

            @InjectModule(requires = Transactions.class)
            interface Application {}

            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void avaje(boolean last) throws Exception {
        ClassLoader loader = compile(last, List.of(new InjectProcessor()), sources("avaje", AVAJE_APPLICATION));

        try (BeanScope scope = avajeScope(loader)) {
            assertTransactional(scope.get(loader.loadClass("app.Consumer")));
        }
    }

    private BeanScope avajeScope(ClassLoader loader) {
        return BeanScope.builder()
                .classLoader(loader)
                .bean(Transactions.class, transactions)
                .build();
    }

    @Test
    void avajeNamesTheMarkWhereNoImplementationHasIt() {
        List<JavaFileObject> sources = sources("avaje", AVAJE_APPLICATION);
        sources.removeIf(source -> source.getName().endsWith("Implementation.java"));

        assertThat(messages(/* last= */ true, List.of(new InjectProcessor()), sources))
                .anySatisfy(message -> assertThat(message)
                        .isEqualTo("No dependency provided for app.Service:AatomicDelegate on app.ServiceAatomic"));
    }

    @Test
    void avajeNamesBothImplementationsThatHaveTheMark() throws IOException {
        List<JavaFileObject> sources = sources("avaje", AVAJE_APPLICATION);
        sources.add(JavaFileObjects.forSourceString("app.Second", """
                package app;

                @jakarta.inject.Singleton
                @dev.aatomic.AatomicDelegate
                public class Second implements Service {
                    @Override
                    public String call() {
                        return "second";
                    }
                }
                """));
        ClassLoader loader = compile(/* last= */ true, List.of(new InjectProcessor()), sources);

        assertThatThrownBy(() -> avajeScope(loader).close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("app.Implementation")
                .hasMessageContaining("app.Second");
    }
}
