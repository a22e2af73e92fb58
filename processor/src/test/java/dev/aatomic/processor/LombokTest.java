package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import javax.annotation.processing.Processor;
import javax.tools.JavaFileObject;
import lombok.Lombok;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lombok changes the classes that interfaces refer to, and those that are annotated, while they are compiled. */
class LombokTest {

    private static final List<JavaFileObject> SOURCES = List.of(
            JavaFileObjects.forSourceString("app.Order", """
                    package app;

                    @lombok.Value
                    @lombok.Builder
                    public class Order {
                        long id;
                        String name;
                    }
                    """),
            JavaFileObjects.forSourceString("app.Orders", """
                    package app;

                    import java.util.concurrent.CompletionStage;

                    @dev.aatomic.Aatomic
                    public interface Orders {
                        CompletionStage<Order> place(Order.OrderBuilder order);

                        String name(Order order);
                    }
                    """),
            JavaFileObjects.forSourceString("app.Placing", """
                    package app;

                    import java.util.concurrent.Callable;

                    @dev.aatomic.Aatomic
                    @lombok.RequiredArgsConstructor
                    @lombok.Getter
                    public class Placing implements Callable<String>, Named {
                        private final String name;

                        @Override
                        @lombok.SneakyThrows
                        public String call() {
                            lombok.val order = Order.builder().id(1).name(name).build();
                            return order.getName();
                        }
                    }
                    """),
            JavaFileObjects.forSourceString("app.Named", "package app; public interface Named { String getName(); }"));

    private static Processor lombok() {
        return ServiceLoader.load(Processor.class).stream()
                .filter(provider ->
                        provider.type().getName().equals("lombok.launch.AnnotationProcessorHider$AnnotationProcessor"))
                .findFirst()
                .orElseThrow()
                .get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothWorkInOneCompilationWhicheverComesFirst(boolean lombokFirst) throws Exception {
        List<Processor> processors =
                lombokFirst ? List.of(lombok(), new AatomicProcessor()) : List.of(new AatomicProcessor(), lombok());

        Compilation compilation = Compilations.lenientJavac()
                .withClasspath(CaseFiles.classPathWith(Lombok.class))
                .withProcessors(processors)
                .compile(SOURCES);

        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        assertThat(Compilations.generated(compilation).get("app/OrdersAatomic.java"))
                .contains("public CompletionStage<Order> place(Order.OrderBuilder order) {");
        assertThat(call(compilation)).isEqualTo("lombok");
    }

    private static Object call(Compilation compilation) throws Exception {
        List<String> record = new ArrayList<>();
        ClassLoader loader = new CompiledLoader(compilation);
        Class<?> placing = loader.loadClass("app.Placing");
        Object wrapper = loader.loadClass("app.PlacingAatomic")
                .getConstructor(placing, Transactions.class)
                .newInstance(
                        placing.getConstructor(String.class).newInstance("lombok"),
                        new RecordingTransactions(record).transactions());
        Object result = ((Callable<?>) wrapper).call();
        assertThat(wrapper.getClass().getMethod("getName").invoke(wrapper)).isEqualTo("lombok");
        assertThat(record)
                .containsExactly("get Placing.call", "end Placing.call", "get Placing.getName", "end Placing.getName");
        return result;
    }
}
