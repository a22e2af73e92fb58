package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.runtime.Transactions;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loads a generated class and calls it: which block each method opens, and what it passes on. */
@Tag("bad-input")
class GeneratedClassTest {

    private static final String SOURCE = """
            package app;

            import dev.aatomic.*;
            import java.util.concurrent.*;

            @Aatomic(using = "main")
            public interface Service {
                @SuppressWarnings("aatomic:CheckedOnStage")
                CompletionStage<String> stage(String value) throws java.io.IOException;

                @Aatomic(durable = true)
                CompletableFuture<String> future(String value);

                @Aatomic(savepoint = false)
                long value(long first, int... rest);

                void nothing(String value) throws java.io.IOException, java.sql.SQLException;

                String several(String value) throws java.io.IOException, java.sql.SQLException;

                @Aatomic(
                        isolation = Isolation.SERIALIZABLE,
                        readOnly = true,
                        connection = ConnectionAcquisition.LAZY,
                        timeout = "5s",
                        retry = @Retry(maxAttempts = 5, retryFor = java.io.IOException.class),
                        noRollbackFor = {IllegalStateException.class, java.sql.SQLException.class})
                CompletionStage<String> settings(String value);

                @Aatomic(propagation = Propagation.REQUIRES_NEW, readOnly = false)
                void writer();

                @Aatomic(propagation = Propagation.NEVER)
                void never();

                @NonAatomic
                String passedOn(String value);

                default String twice(String value) {
                    return passedOn(value) + passedOn(value);
                }

                @NonAatomic
                default String inBlocks(String value) throws java.io.IOException, java.sql.SQLException {
                    return several(value) + several(value);
                }

                String toString();
            }
            """;

    private final List<String> record = new ArrayList<>();
    private Class<?> service;
    private Class<?> wrapper;

    /** The implementation behind the wrapper. */
    private interface Answer {
        Object answer(String method, Object[] arguments) throws Throwable;
    }

    @BeforeEach
    void compile() throws IOException, ClassNotFoundException {
        Compilation compilation =
                Compilations.strictJavac().compile(JavaFileObjects.forSourceString("app.Service", SOURCE));
        assertThat(Compilations.diagnostics(compilation)).isEmpty();
        ClassLoader loader = new CompiledLoader(compilation);
        service = loader.loadClass("app.Service");
        wrapper = loader.loadClass("app.ServiceAatomic");
    }

    private Object delegate(Answer answer) {
        return Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    record.add("delegate " + method.getName());
                    return answer.answer(method.getName(), arguments);
                });
    }

    private Object wrap(Answer answer) throws ReflectiveOperationException {
        return wrapper.getConstructor(service, Transactions.class)
                .newInstance(delegate(answer), new RecordingTransactions(record).transactions());
    }

    private Object call(Object target, String method, Class<?>[] types, Object... arguments) throws Throwable {
        try {
            return service.getMethod(method, types).invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static final Class<?>[] STRING = {String.class};

    @Test
    void aBlockAroundAStageEndsWhenTheStageCompletes() throws Throwable {
        CompletableFuture<String> inner = new CompletableFuture<>();
        Object wrapped = wrap((method, arguments) -> inner);

        var outer = (CompletionStage<?>) call(wrapped, "stage", STRING, "a");

        assertThat(record).containsExactly("getStageAsync Service.stage using main", "delegate stage");
        inner.complete("done");
        assertThat(outer.toCompletableFuture().join()).isEqualTo("done");
        assertThat(record).last().isEqualTo("end Service.stage using main");
    }

    @Test
    void whatTheMethodOfAStageThrowsArrivesThroughTheStage() throws Throwable {
        IOException failure = new IOException();
        Object wrapped = wrap((method, arguments) -> {
            throw failure;
        });

        var outer = (CompletionStage<?>) call(wrapped, "stage", STRING, "a");

        assertThat(outer.toCompletableFuture())
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCause(failure);
    }

    @Test
    void settingsOfTheMethodReplaceThoseOfTheType() throws Throwable {
        Object wrapped = wrap((method, arguments) -> CompletableFuture.completedFuture(arguments[0]));

        var future = (CompletableFuture<?>) call(wrapped, "future", STRING, "a");

        assertThat(future.join()).isEqualTo("a");
        assertThat(record)
                .containsExactly(
                        "getStageAsync Service.future using main durable",
                        "delegate future",
                        "end Service.future using main durable");
    }

    @Test
    void everySettingReachesTheBlock() throws Throwable {
        Object wrapped = wrap((method, arguments) -> CompletableFuture.completedFuture("done"));

        call(wrapped, "settings", STRING, "a");
        call(wrapped, "writer", new Class<?>[0]);
        call(wrapped, "never", new Class<?>[0]);

        assertThat(record)
                .filteredOn(entry -> !entry.startsWith("end "))
                .containsExactly(
                        "getStageAsync Service.settings using main isolation SERIALIZABLE readOnly connection LAZY"
                                + " timeout PT5S retry 5 for IOException noRollbackFor [IllegalStateException, SQLException]",
                        "delegate settings",
                        "run Service.writer using main propagation REQUIRES_NEW readOnly false",
                        "delegate writer",
                        "run Service.never using main propagation NEVER",
                        "delegate never");
    }

    @Test
    void valuesAndArgumentsPassThrough() throws Throwable {
        Object wrapped = wrap((method, arguments) -> (long) arguments[0] + ((int[]) arguments[1]).length);

        Object value = call(wrapped, "value", new Class<?>[] {long.class, int[].class}, 40L, new int[] {7, 7});

        assertThat(value).isEqualTo(42L);
        assertThat(record)
                .containsExactly(
                        "get Service.value using main savepoint false",
                        "delegate value",
                        "end Service.value using main savepoint false");
    }

    @Test
    void severalCheckedExceptionsPassThroughAsTheyAre() throws Throwable {
        for (Exception failure : List.of(new IOException(), new SQLException(), new IllegalStateException())) {
            Object wrapped = wrap((method, arguments) -> {
                throw failure;
            });

            assertThatThrownBy(() -> call(wrapped, "nothing", STRING, "a")).isSameAs(failure);
            assertThatThrownBy(() -> call(wrapped, "several", STRING, "a")).isSameAs(failure);
        }
        assertThat(record).contains("run Service.nothing using main", "get Service.several using main");
    }

    @Test
    void aMethodLeftOutOpensNoBlock() throws Throwable {
        Object wrapped = wrap((method, arguments) -> arguments[0]);

        assertThat(call(wrapped, "passedOn", STRING, "a")).isEqualTo("a");
        assertThat(record).containsExactly("delegate passedOn");
    }

    @Test
    void aDefaultMethodRunsInTheDelegate() throws Throwable {
        Object wrapped = wrap((method, arguments) -> method + arguments[0]);

        assertThat(call(wrapped, "twice", STRING, "a")).isEqualTo("twicea");
        assertThat(record)
                .containsExactly("get Service.twice using main", "delegate twice", "end Service.twice using main");
    }

    /** Not in the delegate, whose other methods are in no block. */
    @Test
    void aDefaultMethodLeftOutCallsTheOthersInTheirBlocks() throws Throwable {
        Object wrapped = wrap((method, arguments) -> method + arguments[0]);

        assertThat(call(wrapped, "inBlocks", STRING, "a")).isEqualTo("severalaseverala");
        assertThat(record)
                .containsExactly(
                        "get Service.several using main",
                        "delegate several",
                        "end Service.several using main",
                        "get Service.several using main",
                        "delegate several",
                        "end Service.several using main");
    }

    @Test
    void methodsOfEveryObjectReachTheDelegateWithoutABlock() throws Throwable {
        Object wrapped = wrap((method, arguments) -> method);

        assertThat(wrapped).hasToString("toString");
        assertThat(record).containsExactly("delegate toString");
    }

    @Test
    void nullIsRefusedByName() {
        var transactions = new RecordingTransactions(record).transactions();

        assertThatNullPointerException()
                .isThrownBy(() -> construct(null, transactions))
                .withMessage("delegate");
        assertThatNullPointerException()
                .isThrownBy(() -> construct(delegate((method, arguments) -> null), null))
                .withMessage("transactions");
    }

    /** Not at the first call. */
    @Test
    void unknownDatabaseIsRefusedWhenItIsBuilt() {
        try (Transactions transactions = Transactions.builder()
                .database("default", NoDataSource.create(), 1)
                .build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> construct(delegate((method, arguments) -> null), transactions))
                    .withMessageContaining("using")
                    .withMessageContaining("'main'")
                    .withMessageContaining("'default'");
        }
        assertThat(record).isEmpty();
    }

    private void construct(Object delegate, Transactions transactions) throws Throwable {
        try {
            wrapper.getConstructor(service, Transactions.class).newInstance(delegate, transactions);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
