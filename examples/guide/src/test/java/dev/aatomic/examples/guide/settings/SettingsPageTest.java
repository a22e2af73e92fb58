package dev.aatomic.examples.guide.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Aatomic;
import dev.aatomic.Retry;
import dev.aatomic.examples.guide.SettingsPage;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page names all that can be set, nothing else, and the defaults of the annotations. */
class SettingsPageTest {

    private final SettingsPage page = SettingsPage.read();

    @ParameterizedTest
    @ValueSource(classes = {Aatomic.class, Retry.class})
    void hasTheAttributesWithTheirDefaults(Class<? extends Annotation> annotation) {
        Map<String, String> attributes = new TreeMap<>();
        for (Method attribute : annotation.getDeclaredMethods()) {
            attributes.put(attribute.getName(), text(attribute.getDefaultValue()));
        }

        assertThat(page.table("Attributes of @" + annotation.getSimpleName())).isEqualTo(attributes);
    }

    @Test
    void hasTheMethodsOfABlock() {
        assertThat(page.table("Methods of Atomic").keySet()).isEqualTo(methodsThatReturn(Atomic.class, Atomic.class));
    }

    @Test
    void hasTheMethodsOfARetryPolicy() {
        assertThat(page.table("Methods of RetryPolicy").keySet())
                .isEqualTo(methodsThatReturn(RetryPolicy.class, RetryPolicy.class));
    }

    @Test
    void hasTheMethodsOfTheBuilder() {
        assertThat(page.tables("Methods of the builder"))
                .isEqualTo(methodsThatReturn(Transactions.Builder.class, Transactions.Builder.class));
    }

    /** Those that set something: they return what they belong to. */
    private static Set<String> methodsThatReturn(Class<?> type, Class<?> returned) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == returned)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A default as it is written in Java. */
    private static String text(Object value) {
        if (value instanceof String text) {
            return '"' + text + '"';
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Retry retry) {
            return "@Retry(maxAttempts = " + retry.maxAttempts() + ")";
        }
        if (value.getClass().isArray()) {
            return Array.getLength(value) == 0 ? "{}" : Arrays.toString((Object[]) value);
        }
        return String.valueOf(value);
    }
}
