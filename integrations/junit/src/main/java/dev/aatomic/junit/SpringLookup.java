package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
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

    static Transactions find(ExtensionContext context) {
        return SpringExtension.getApplicationContext(context).getBean(Transactions.class);
    }
}
