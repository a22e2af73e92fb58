package dev.aatomic.processor;

import io.avaje.inject.BeanScope;
import io.micronaut.context.BeanContext;
import io.micronaut.core.annotation.AnnotationMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/** A class from each jar that users of a container have on their class path. */
final class ContainerJars {

    private ContainerJars() {}

    /** None where the name is no container's. */
    static List<Class<?>> of(String name) {
        return switch (name) {
            case "spring" -> List.of(Component.class, BeanFactory.class, AliasFor.class);
            case "jakarta" -> List.of(Inject.class);
            case "cdi", "quarkus" -> List.of(Inject.class, ApplicationScoped.class, Priority.class);
            case "micronaut" -> List.of(Inject.class, Priority.class, BeanContext.class, AnnotationMetadata.class);
            case "guice" -> List.of(Inject.class, com.google.inject.Module.class);
            case "dagger" -> List.of(Inject.class, dagger.Module.class);
            case "avaje" -> List.of(Inject.class, BeanScope.class);
            default -> List.of();
        };
    }
}
