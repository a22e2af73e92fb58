package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.ReturnShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Tells what a method returns, and what it should declare instead where that is asynchronous in a way we cannot wait
 * for.
 */
final class ReturnReader {

    private static final List<String> STAGES =
            List.of("java.util.concurrent.CompletionStage", "java.util.concurrent.CompletableFuture");

    private static final List<String> NOTHING =
            List.of("io.reactivex.rxjava3.core.Completable", "io.reactivex.Completable", "rx.Completable");

    private static final List<String> ONE_VALUE = List.of(
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.Future",
            "reactor.core.publisher.Mono",
            "io.smallrye.mutiny.Uni",
            "io.reactivex.rxjava3.core.Single",
            "io.reactivex.rxjava3.core.Maybe",
            "io.reactivex.Single",
            "io.reactivex.Maybe",
            "rx.Single",
            "io.vertx.core.Future",
            "kotlinx.coroutines.Deferred");

    private static final List<String> MANY_VALUES = List.of(
            "java.util.concurrent.Flow.Publisher",
            "org.reactivestreams.Publisher",
            "io.reactivex.rxjava3.core.Observable",
            "io.reactivex.Observable",
            "rx.Observable",
            "kotlinx.coroutines.flow.Flow");

    private final Types types;

    ReturnReader(Types types) {
        this.types = types;
    }

    /** A shape, and the type to declare instead if it is not supported. */
    record Returned(ReturnShape shape, Optional<String> supportedForm) {}

    Returned read(TypeMirror type) {
        if (type.getKind() == TypeKind.VOID) {
            return new Returned(ReturnShape.VOID, Optional.empty());
        }
        if (type.getKind() == TypeKind.DECLARED && STAGES.contains(name((DeclaredType) type))) {
            return new Returned(ReturnShape.STAGE, Optional.empty());
        }
        Map<String, DeclaredType> supertypes = Supertypes.of(type, types);
        Optional<String> form = first(NOTHING, supertypes)
                .map(found -> "CompletionStage<Void>")
                .or(() -> first(ONE_VALUE, supertypes).map(found -> "CompletionStage<" + value(found) + ">"))
                .or(() -> first(MANY_VALUES, supertypes).map(found -> "CompletionStage<List<" + value(found) + ">>"));
        return new Returned(form.isPresent() ? ReturnShape.UNSUPPORTED : ReturnShape.VALUE, form);
    }

    private static Optional<DeclaredType> first(List<String> names, Map<String, DeclaredType> supertypes) {
        return names.stream()
                .filter(supertypes::containsKey)
                .map(supertypes::get)
                .findFirst();
    }

    private static String value(DeclaredType type) {
        return type.getTypeArguments().isEmpty()
                ? "?"
                : ReadableTypes.of(type.getTypeArguments().get(0));
    }

    private static String name(DeclaredType type) {
        return ((TypeElement) type.asElement()).getQualifiedName().toString();
    }
}
