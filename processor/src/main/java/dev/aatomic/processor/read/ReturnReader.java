package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.ReturnShape;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.type.ReadableTypes;
import dev.aatomic.processor.type.Supertypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Tells what a method returns, and what it should declare instead where that is asynchronous in a way we cannot wait
 * for. The types that have an adapter are in {@link ReturnTypeTable}, and those that users add in {@link AdapterScope}.
 */
final class ReturnReader {

    private static final List<String> STAGES =
            List.of("java.util.concurrent.CompletionStage", "java.util.concurrent.CompletableFuture");

    /** Without an adapter of ours, and what extends a stage. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("java.util.concurrent.CompletionStage", "CompletionStage<%s>"),
            Map.entry("java.util.concurrent.Future", "CompletionStage<%s>"),
            Map.entry("io.vertx.core.Future", "CompletionStage<%s>"),
            Map.entry("io.reactivex.Completable", "CompletionStage<Void>"),
            Map.entry("io.reactivex.Single", "CompletionStage<%s>"),
            Map.entry("io.reactivex.Maybe", "CompletionStage<%s>"),
            Map.entry("io.reactivex.Observable", "CompletionStage<List<%s>>"),
            Map.entry("io.reactivex.Flowable", "CompletionStage<List<%s>>"),
            Map.entry("rx.Completable", "CompletionStage<Void>"),
            Map.entry("rx.Single", "CompletionStage<%s>"),
            Map.entry("rx.Observable", "CompletionStage<List<%s>>"));

    private final Types types;

    ReturnReader(Types types) {
        this.types = types;
    }

    /** A shape, the adapter if it needs one, and the type to declare instead if it is not supported. */
    record Returned(ReturnShape shape, Optional<ReturnTypeRow> row, Optional<String> supportedForm) {

        private static Returned of(ReturnShape shape) {
            return new Returned(shape, Optional.empty(), Optional.empty());
        }
    }

    static boolean isStage(DeclaredType type) {
        return STAGES.contains(name(type));
    }

    Returned read(ExecutableType method, AdapterScope scope) {
        if (isSuspendFunction(method)) {
            return new Returned(ReturnShape.SUSPENDED, Optional.of(ReturnTypeTable.suspended()), Optional.empty());
        }
        TypeMirror type = method.getReturnType();
        if (type.getKind() == TypeKind.VOID) {
            return Returned.of(ReturnShape.VOID);
        }
        if (type.getKind() == TypeKind.DECLARED) {
            if (isStage((DeclaredType) type)) {
                return Returned.of(ReturnShape.STAGE);
            }
            Optional<ReturnTypeRow> row = row(name((DeclaredType) type), scope);
            if (row.isPresent()) {
                return new Returned(ReturnShape.ADAPTED, row, Optional.empty());
            }
        }
        Optional<String> form = Supertypes.of(type, types).entrySet().stream()
                .flatMap(entry -> supportedForm(entry.getKey(), entry.getValue(), scope).stream())
                .findFirst();
        return form.isPresent()
                ? new Returned(ReturnShape.UNSUPPORTED, Optional.empty(), form)
                : Returned.of(ReturnShape.VALUE);
    }

    private static boolean isSuspendFunction(ExecutableType method) {
        List<? extends TypeMirror> parameters = method.getParameterTypes();
        return !parameters.isEmpty()
                && parameters.get(parameters.size() - 1) instanceof DeclaredType last
                && name(last).equals(ReturnTypeTable.suspended().type());
    }

    private static Optional<ReturnTypeRow> row(String type, AdapterScope scope) {
        return scope.find(type).or(() -> ReturnTypeTable.find(type));
    }

    private static Optional<String> supportedForm(String name, DeclaredType type, AdapterScope scope) {
        return row(name, scope)
                .map(row -> ReadableTypes.of(type))
                .or(() -> Optional.ofNullable(UNSUPPORTED.get(name)).map(form -> form.formatted(value(type))));
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
