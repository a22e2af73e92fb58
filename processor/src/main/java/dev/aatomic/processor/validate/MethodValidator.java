package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.ReturnShape;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.ReadableTypes;
import dev.aatomic.processor.read.Supertypes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

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
            "kotlin.sequences.Sequence");

    private static final List<String> UNCHECKED = List.of("java.lang.RuntimeException", "java.lang.Error");

    private static final List<String> TRANSACTIONAL = List.of(
            "org.springframework.transaction.annotation.Transactional",
            "jakarta.transaction.Transactional",
            "javax.transaction.Transactional",
            "io.micronaut.transaction.annotation.Transactional");

    private final Types types;

    MethodValidator(Types types) {
        this.types = types;
    }

    void validate(AatomicDeclaration declaration, MethodDeclaration method, ValidationReport report) {
        TypeElement type = declaration.type();
        if (isSuspendFunction(method)) {
            report.add(Problem.SUSPEND, method.element(), method.name(), wayOut("it", declaration, method));
        } else if (method.shape() == ReturnShape.UNSUPPORTED) {
            report.add(
                    Problem.RETURN_TYPE,
                    method.element(),
                    method.name(),
                    ReadableTypes.of(method.type().getReturnType()),
                    method.supportedForm().orElseThrow(),
                    wayOut("the method", declaration, method));
        } else {
            validateResult(declaration, method, report);
            validateExceptions(type, method, report);
        }
        validateAnnotations(type, method, report);
    }

    private static boolean isSuspendFunction(MethodDeclaration method) {
        List<? extends TypeMirror> parameters = method.type().getParameterTypes();
        return !parameters.isEmpty()
                && parameters.get(parameters.size() - 1) instanceof DeclaredType last
                && ((TypeElement) last.asElement()).getQualifiedName().contentEquals("kotlin.coroutines.Continuation");
    }

    /** How to do without a block. A default method that is passed on runs in the delegate, and calls its methods there. */
    private static String wayOut(String name, AatomicDeclaration declaration, MethodDeclaration method) {
        return declaration.form() == Form.DEFAULTS || !method.runsDefault()
                ? "annotate " + name + " with @NonAatomic"
                : "move " + name + " out of the interface: a default method that is @NonAatomic calls the others in no"
                        + " block";
    }

    private void validateResult(AatomicDeclaration declaration, MethodDeclaration method, ValidationReport report) {
        TypeMirror result = method.type().getReturnType();
        TypeMirror value = method.shape() == ReturnShape.STAGE
                        && result instanceof DeclaredType stage
                        && !stage.getTypeArguments().isEmpty()
                ? stage.getTypeArguments().get(0)
                : result;
        if (!Collections.disjoint(LAZY, Supertypes.of(value, types).keySet())) {
            report.add(
                    Problem.LAZY_RESULT,
                    method.element(),
                    method.name(),
                    ReadableTypes.of(result),
                    wayOut("the method", declaration, method));
        }
    }

    /** Leaves out what is inherited, perhaps from a jar, where nothing could be mended. */
    private void validateExceptions(TypeElement type, MethodDeclaration method, ValidationReport report) {
        if (method.shape() != ReturnShape.STAGE || !type.equals(method.element().getEnclosingElement())) {
            return;
        }
        for (TypeMirror exception : method.exceptions()) {
            if (Collections.disjoint(UNCHECKED, Supertypes.of(exception, types).keySet())) {
                report.add(Problem.CHECKED_ON_STAGE, method.element(), method.name(), ReadableTypes.of(exception));
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
