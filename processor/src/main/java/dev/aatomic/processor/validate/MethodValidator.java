package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.ReturnShape;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.type.ReadableTypes;
import dev.aatomic.processor.type.Supertypes;
import dev.aatomic.processor.type.ThrownTypes;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Checks what a transactional method returns, throws, and is annotated with. */
final class MethodValidator {

    private static final List<String> LAZY = List.of(
            "java.util.stream.BaseStream",
            "java.util.Iterator",
            "java.util.Spliterator",
            "java.util.Enumeration",
            "java.util.function.Supplier",
            "java.util.concurrent.Callable",
            "java.sql.ResultSet",
            "org.jooq.Cursor",
            "kotlin.sequences.Sequence",
            // In a suspend function, a stage or another such type: its end is not that of the block.
            "kotlinx.coroutines.Deferred",
            "kotlinx.coroutines.flow.Flow",
            // In a stage, or in another such type: nobody subscribes to it before the block ends.
            "java.util.concurrent.Flow.Publisher",
            "org.reactivestreams.Publisher",
            "io.smallrye.mutiny.Uni",
            "io.reactivex.rxjava3.core.SingleSource",
            "io.reactivex.rxjava3.core.MaybeSource",
            "io.reactivex.rxjava3.core.CompletableSource",
            "io.reactivex.rxjava3.core.ObservableSource");

    private static final String STAGE = "java.util.concurrent.CompletionStage";

    private static final List<String> TRANSACTIONAL = List.of(
            "org.springframework.transaction.annotation.Transactional",
            "jakarta.transaction.Transactional",
            "javax.transaction.Transactional",
            "io.micronaut.transaction.annotation.Transactional");

    private final Elements elements;
    private final Types types;

    MethodValidator(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    void validate(AatomicDeclaration declaration, MethodDeclaration method, ValidationReport report) {
        TypeElement type = declaration.type();
        if (method.shape() == ReturnShape.UNSUPPORTED) {
            report.add(
                    Problem.RETURN_TYPE,
                    method.element(),
                    method.name(),
                    ReadableTypes.of(method.type().getReturnType()),
                    method.supportedForm().orElseThrow());
        } else {
            validateAdapter(type, method, report);
            validateResult(method, report);
            validateExceptions(type, method, report);
        }
        validateAnnotations(type, method, report);
    }

    /** One of ours: a user's class would not be named in a row if it were not there. */
    private void validateAdapter(TypeElement type, MethodDeclaration method, ValidationReport report) {
        ReturnTypeRow row = method.row().orElse(null);
        if (row == null || row.adapter().isEmpty() || row.artifact().isEmpty()) {
            return;
        }
        String adapter = row.adapter().get();
        if (elements.getTypeElement(elements.getModuleOf(type), adapter) == null) {
            report.add(
                    Problem.ADAPTER_MISSING,
                    method.element(),
                    method.shape() == ReturnShape.SUSPENDED
                            ? "is a suspend function"
                            : "returns '" + ReadableTypes.of(method.type().getReturnType()) + "'",
                    method.name(),
                    adapter,
                    row.artifact().get().coordinates(),
                    row.artifact().get().module());
        }
    }

    private void validateResult(MethodDeclaration method, ValidationReport report) {
        TypeMirror result = method.shape() == ReturnShape.SUSPENDED
                ? resumedWith(method)
                : method.type().getReturnType();
        @Nullable TypeMirror value = result;
        if (method.shape() == ReturnShape.STAGE || method.shape() == ReturnShape.ADAPTED) {
            List<? extends TypeMirror> arguments = ((DeclaredType) result).getTypeArguments();
            if (arguments.isEmpty()) {
                return;
            }
            value = arguments.get(0) instanceof WildcardType wildcard ? wildcard.getExtendsBound() : arguments.get(0);
        }
        if (value == null) {
            return;
        }
        Set<String> supertypes = Supertypes.of(value, types).keySet();
        boolean goesOn = method.shape() == ReturnShape.SUSPENDED && supertypes.contains(STAGE);
        if (goesOn || !Collections.disjoint(LAZY, supertypes)) {
            report.add(Problem.LAZY_RESULT, method.element(), method.name(), ReadableTypes.of(result));
        }
    }

    /** What a suspend function returns in Kotlin: the lower bound of its continuation's type argument. */
    private static TypeMirror resumedWith(MethodDeclaration method) {
        List<? extends TypeMirror> parameters = method.type().getParameterTypes();
        DeclaredType continuation = (DeclaredType) parameters.get(parameters.size() - 1);
        return continuation.getTypeArguments().stream()
                .map(argument -> argument instanceof WildcardType wildcard ? wildcard.getSuperBound() : argument)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(method.type().getReturnType());
    }

    /** Leaves out what is inherited, perhaps from a jar, where nothing could be mended. */
    private void validateExceptions(TypeElement type, MethodDeclaration method, ValidationReport report) {
        // Kotlin knows no checked exceptions: a throws clause there is for others.
        if (!method.shape().isAsynchronous()
                || method.shape() == ReturnShape.SUSPENDED
                || !type.equals(method.element().getEnclosingElement())) {
            return;
        }
        for (TypeMirror exception : method.exceptions()) {
            if (ThrownTypes.isChecked(exception, types)) {
                String what = method.shape() == ReturnShape.STAGE
                        ? "a stage"
                        : "'" + ReadableTypes.of(method.type().getReturnType()) + "'";
                report.add(
                        Problem.CHECKED_ON_STAGE, method.element(), what, method.name(), ReadableTypes.of(exception));
            }
        }
    }

    /** Looks at the type's annotations too, which hold for its methods, but reports each once. */
    private static void validateAnnotations(TypeElement type, MethodDeclaration method, ValidationReport report) {
        for (Element place : List.of(method.element(), type)) {
            for (String name : TRANSACTIONAL) {
                Optional<AnnotationMirror> annotation = Annotations.find(place, name);
                if (annotation.isPresent() && !report.contains(Problem.DOUBLE_TRANSACTION, annotation.get())) {
                    report.add(
                            Problem.DOUBLE_TRANSACTION,
                            place,
                            annotation,
                            place.getSimpleName(),
                            name.substring(name.lastIndexOf('.') + 1));
                }
            }
        }
    }
}
