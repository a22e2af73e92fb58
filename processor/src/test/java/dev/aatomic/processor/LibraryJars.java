package dev.aatomic.processor;

import dev.aatomic.kotlin.KotlinBlocks;
import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.reactivestreams.ReactiveStreamsBlocks;
import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.rxjava3.RxJavaBlocks;
import io.avaje.inject.BeanScope;
import io.micronaut.context.BeanContext;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.flow.Flow;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A class from each jar that users of a container, or of a library whose types they return, have on their class path. */
final class LibraryJars {

    private LibraryJars() {}

    /** None where the name is of neither. */
    static List<Class<?>> of(String name) {
        return switch (name) {
            case "spring" -> List.of(Component.class, BeanFactory.class, AliasFor.class);
            case "jakarta" -> List.of(Inject.class);
            case "cdi", "quarkus" -> List.of(Inject.class, ApplicationScoped.class, Priority.class);
            case "micronaut" -> List.of(Inject.class, Priority.class, BeanContext.class, AnnotationMetadata.class);
            case "guice" -> List.of(Inject.class, com.google.inject.Module.class);
            case "dagger" -> List.of(Inject.class, dagger.Module.class);
            case "avaje" -> List.of(Inject.class, BeanScope.class);
            case "reactor" -> List.of(Mono.class, Publisher.class, ReactorBlocks.class);
            case "mutiny" -> List.of(Uni.class, MutinyBlocks.class);
            case "rxjava" -> List.of(Single.class, Publisher.class, RxJavaBlocks.class);
            case "kotlin" -> List.of(Continuation.class, Flow.class, KotlinBlocks.class);
            case "publisher" -> List.of(Publisher.class, ReactiveStreamsBlocks.class);
            default -> List.of();
        };
    }
}
