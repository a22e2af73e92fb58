package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.beans.factory.annotation.ParameterResolutionDelegate;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** The transactions of Spring's application context. Only loaded where Spring's test support is there. */
final class SpringLookup {

    private SpringLookup() {}

    static boolean isWithSpring(Class<?> test) {
        for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
            if (AnnotationSupport.findRepeatableAnnotations(type, ExtendWith.class).stream()
                    .anyMatch(extend -> Arrays.asList(extend.value()).contains(SpringExtension.class))) {
                return true;
            }
        }
        return false;
    }

    /** Whether Spring's extension gives that parameter. */
    static boolean gives(ParameterContext parameter) {
        return ParameterResolutionDelegate.isAutowirable(parameter.getParameter(), parameter.getIndex());
    }

    static Transactions find(ExtensionContext context) {
        return SpringExtension.getApplicationContext(context).getBean(Transactions.class);
    }
}
