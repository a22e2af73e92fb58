package dev.aatomic.spring;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/** The types of other libraries whose work begins or goes on after a method has returned them. Their classes need not be there. */
final class UnfinishedTypes {

    /** Spring's registry has the second only beside Reactor, the others only beside libraries that join them to Reactor. */
    private static final List<Class<?>> TYPES = Stream.concat(
                    Stream.<Class<?>>of(Flow.Publisher.class),
                    Stream.of(
                                    "org.reactivestreams.Publisher",
                                    "io.smallrye.mutiny.Uni",
                                    "kotlinx.coroutines.Job",
                                    "kotlinx.coroutines.flow.Flow")
                            .filter(name -> ClassUtils.isPresent(name, UnfinishedTypes.class.getClassLoader()))
                            .map(name -> ClassUtils.resolveClassName(name, UnfinishedTypes.class.getClassLoader())))
            .toList();

    /** Asked for whatever a transaction's method returns, so the answer is kept by class. */
    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return TYPES.stream().anyMatch(known -> known.isAssignableFrom(type));
        }
    };

    private UnfinishedTypes() {}

    /** Whether it is of such a type; not whether its work is over, which most cannot tell. */
    static boolean isUnfinished(Object returned) {
        return KNOWN.get(returned.getClass())
                || SuspendFunctions.isSuspended(returned)
                // Not kept: the registry may be told of a type at any time.
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned.getClass()) != null;
    }
}
