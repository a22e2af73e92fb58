package dev.aatomic.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the runtime refuses when a block is built is an error of compilation, and nothing else is. */
@Tag("bad-input")
class ContradictionsTest {

    private static final Pattern FOUND = Pattern.compile("\\[AatomicExclusive] .*; 'Service\\.(\\w+)' has ");

    private static final Map<String, UnaryOperator<Atomic>> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("savepoint = false", atomic -> atomic.savepoint(false));
        SETTINGS.put("savepoint = true", atomic -> atomic.savepoint(true));
        SETTINGS.put("durable = true", Atomic::durable);
        SETTINGS.put("durable = false", atomic -> atomic);
        SETTINGS.put("isolation = Isolation.SERIALIZABLE", atomic -> atomic.isolation(Isolation.SERIALIZABLE));
        SETTINGS.put("isolation = Isolation.DEFAULT", atomic -> atomic.isolation(Isolation.DEFAULT));
        SETTINGS.put("readOnly = true", Atomic::readOnly);
        SETTINGS.put("readOnly = false", atomic -> atomic.readOnly(false));
        for (ConnectionAcquisition acquisition : ConnectionAcquisition.values()) {
            SETTINGS.put("connection = ConnectionAcquisition." + acquisition, atomic -> atomic.connection(acquisition));
        }
        SETTINGS.put("timeout = \"5s\"", atomic -> atomic.timeout(Duration.ofSeconds(5)));
        SETTINGS.put("timeout = \"\"", atomic -> atomic);
        SETTINGS.put("retry = @Retry", atomic -> atomic.retry(RetryPolicy.ofMaxAttempts(3)));
        SETTINGS.put("retry = @Retry(maxAttempts = 1)", atomic -> atomic.retry(RetryPolicy.ofMaxAttempts(1)));
        SETTINGS.put("noRollbackFor = Error.class", atomic -> atomic.noRollbackFor(Error.class));
        SETTINGS.put("noRollbackFor = {}", Atomic::noRollbackFor);
    }

    @Test
    void areTheSameAtCompileTimeAndAtRunTime() {
        StringBuilder source = new StringBuilder("package app; import dev.aatomic.*; interface Service {\n");
        TreeSet<String> refused = new TreeSet<>();
        try (Transactions transactions = transactions()) {
            for (Propagation propagation : Propagation.values()) {
                int number = 0;
                for (var setting : SETTINGS.entrySet()) {
                    String name = propagation + "_" + number++;
                    source.append("@Aatomic(propagation = Propagation.%s, %s) void %s();\n"
                            .formatted(propagation, setting.getKey(), name));
                    if (isRefused(transactions.atomic().propagation(propagation), setting.getValue())) {
                        refused.add(name);
                    }
                }
            }
        }

        Compilation compilation = Compilations.lenientJavac()
                .compile(JavaFileObjects.forSourceString(
                        "app.Service", source.append("}").toString()));

        assertThat(refused).isNotEmpty();
        assertThat(contradictions(compilation)).containsExactlyElementsOf(refused);
    }

    private static boolean isRefused(Atomic atomic, UnaryOperator<Atomic> setting) {
        try {
            setting.apply(atomic);
            return false;
        } catch (IllegalArgumentException refusal) {
            return true;
        }
    }

    private static TreeSet<String> contradictions(Compilation compilation) {
        TreeSet<String> names = new TreeSet<>();
        for (var error : compilation.errors()) {
            Matcher matcher = FOUND.matcher(error.getMessage(null));
            assertThat(matcher.lookingAt()).as(error.toString()).isTrue();
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Transactions transactions() {
        return Transactions.builder()
                .database("default", NoDataSource.create(), 1)
                .build();
    }
}
