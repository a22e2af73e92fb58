package dev.aatomic.spring;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Suspend functions of Kotlin, as Spring's transactions meet them: where kotlinx-coroutines-reactor is there, Spring makes a {@code Mono} of
 * one, which begins when the transaction is over; elsewhere it calls the function, which returns a mark when it is suspended.
 */
final class SuspendFunctions {

    private static final String MARK = "kotlin.coroutines.intrinsics.CoroutineSingletons";

    private SuspendFunctions() {}

    /** Whether that is what a suspend function returns when it goes on later; it returns its value when it is done. */
    static boolean isSuspended(Object returned) {
        return returned.getClass().getName().equals(MARK);
    }

    /** Whether a method of that name, as Spring names transactions after methods, is a suspend function. For messages: it may be another. */
    static boolean isNamed(@Nullable String transaction) {
        int end = transaction == null ? -1 : transaction.lastIndexOf('.');
        if (transaction == null || end < 0 || !KotlinDetector.isKotlinPresent()) {
            return false;
        }
        try {
            Class<?> type = ClassUtils.forName(transaction.substring(0, end), null);
            Method[] methods = ReflectionUtils.getAllDeclaredMethods(type);
            return Stream.of(methods)
                    .anyMatch(method -> method.getName().equals(transaction.substring(end + 1))
                            && KotlinDetector.isSuspendingFunction(method));
        } catch (ClassNotFoundException | LinkageError | IllegalStateException e) {
            return false;
        }
    }
}
