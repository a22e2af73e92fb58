package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Runs what is generated for a class, and for an interface that implements all its methods itself. */
class FormsTest {

    private final List<String> record = new ArrayList<>();
    private final Transactions transactions = new RecordingTransactions(record).transactions();

    private static ClassLoader compile(String name, String source) {
        Compilation compilation = Compilations.strictJavac().compile(JavaFileObjects.forSourceString(name, source));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        return new CompiledLoader(compilation);
    }

    private static Object construct(Class<?> type, Object... arguments) throws ReflectiveOperationException {
        return type.getConstructors()[0].newInstance(arguments);
    }

    @Test
    @SuppressWarnings("unchecked")
    void aClassIsTheDelegateOfAllItsInterfaces() throws Exception {
        ClassLoader loader = compile("app.Service", """
                        package app;

                        import dev.aatomic.*;
                        import java.util.concurrent.*;
                        import java.util.function.*;

                        @Aatomic(using = "main")
                        public class Service implements Callable<String>, Supplier<String>, Function<String, String> {
                            @Override
                            public String call() {
                                return "call, then " + get();
                            }

                            @Override
                            @Aatomic(durable = true)
                            public String get() {
                                return "get";
                            }

                            @Override
                            @NonAatomic
                            public String apply(String value) {
                                return value;
                            }
                        }
                        """);
        Object delegate = construct(loader.loadClass("app.Service"));
        Object wrapper = construct(loader.loadClass("app.ServiceAatomic"), delegate, transactions);

        assertThat(((Callable<?>) wrapper).call()).isEqualTo("call, then get");
        assertThat(((Supplier<?>) wrapper).get()).isEqualTo("get");
        assertThat(((Function<String, String>) wrapper).apply("applied")).isEqualTo("applied");
        assertThat(record)
                .containsExactly(
                        "get Service.call using main",
                        "end Service.call using main",
                        "get Service.get using main durable",
                        "end Service.get using main durable");
    }

    @Test
    void aMethodOfAClassMayBeTheOnlyTransactionalOne() throws Exception {
        ClassLoader loader = compile("app.Service", """
                        package app;

                        import dev.aatomic.*;
                        import java.util.concurrent.*;
                        import java.util.function.*;

                        public class Service implements Callable<String>, Supplier<String> {
                            @Override
                            public String call() {
                                return "call";
                            }

                            @Override
                            @Aatomic
                            public String get() {
                                throw new IllegalStateException("get");
                            }
                        }
                        """);
        Object delegate = construct(loader.loadClass("app.Service"));
        Object wrapper = construct(loader.loadClass("app.ServiceAatomic"), delegate, transactions);

        assertThat(((Callable<?>) wrapper).call()).isEqualTo("call");
        assertThat(record).isEmpty();
        assertThatThrownBy(((Supplier<?>) wrapper)::get).hasMessage("get");
        assertThat(record).containsExactly("get Service.get", "end Service.get");
    }

    @Test
    @SuppressWarnings("unchecked")
    void callsBetweenInheritedMethodsGoThroughTheirBlocks() throws Exception {
        ClassLoader loader = compile("app.Workflow", """
                        package app;

                        import dev.aatomic.*;
                        import java.util.concurrent.*;
                        import java.util.function.*;

                        @Aatomic
                        public interface Workflow extends Function<String, CompletionStage<String>> {
                            @Override
                            default CompletionStage<String> apply(String value) {
                                return prepare(value).thenApply(prepared -> finish(prepared));
                            }

                            @Aatomic(savepoint = false)
                            default CompletionStage<String> prepare(String value) {
                                return CompletableFuture.completedFuture(name() + value);
                            }

                            private String finish(String value) {
                                return value + "!";
                            }

                            @NonAatomic
                            default String name() {
                                return "prepared ";
                            }

                            @Override
                            @NonAatomic
                            default <V> Function<V, CompletionStage<String>> compose(Function<? super V, ? extends String> before) {
                                return Function.super.compose(before);
                            }

                            @Override
                            @NonAatomic
                            default <V> Function<String, V> andThen(Function<? super CompletionStage<String>, ? extends V> after) {
                                return Function.super.andThen(after);
                            }
                        }
                        """);
        var workflow = (Function<String, CompletionStage<String>>)
                construct(loader.loadClass("app.WorkflowAatomic"), transactions);

        assertThat(workflow.apply("order").toCompletableFuture().join()).isEqualTo("prepared order!");
        assertThat(record)
                .containsExactly(
                        "getStageAsync Workflow.apply",
                        "getStageAsync Workflow.prepare savepoint false",
                        "end Workflow.prepare savepoint false",
                        "end Workflow.apply");
    }
}
