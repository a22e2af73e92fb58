package dev.aatomic.spring;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/** The types of other libraries whose work begins or goes on after a method has returned them. Their classes need not be there. */
final class UnfinishedTypes {

    /** Spring's registry has the first only beside Reactor, the others only beside libraries that join them to Reactor. */
    private static final List<Class<?>> TYPES = Stream.of(
                    "org.reactivestreams.Publisher",
                    "io.smallrye.mutiny.Uni",
                    "kotlinx.coroutines.Job",
                    "kotlinx.coroutines.flow.Flow")
            .filter(name -> ClassUtils.isPresent(name, UnfinishedTypes.class.getClassLoader()))
            .<Class<?>>map(name -> ClassUtils.resolveClassName(name, UnfinishedTypes.class.getClassLoader()))
            .toList();

    private UnfinishedTypes() {}

    /** Whether it is of such a type; not whether its work is over, which most cannot tell. */
    static boolean isUnfinished(Object returned) {
        return returned instanceof Flow.Publisher
                || SuspendFunctions.isSuspended(returned)
                || TYPES.stream().anyMatch(type -> type.isInstance(returned))
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned.getClass()) != null;
    }
}
