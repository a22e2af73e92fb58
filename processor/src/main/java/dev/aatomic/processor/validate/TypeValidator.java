package dev.aatomic.processor.validate;

import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.type.ReadableTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Checks what can be checked before the types that an interface refers to exist. */
public final class TypeValidator {

    private final Predicate<TypeElement> compiled;

    /**
     * Makes a validator for one compilation.
     *
     * @param compiled whether a type has a source in this compilation, where it can be annotated
     */
    public TypeValidator(Predicate<TypeElement> compiled) {
        this.compiled = compiled;
    }

    /**
     * Checks a type that has one of our annotations on it or on one of its methods.
     *
     * @param type the type
     * @param report takes the problems
     */
    public void validate(TypeElement type, ValidationReport report) {
        if (!isSupported(type)) {
            reportWrongType(type, report);
            return;
        }
        validateAccess(type, report);
        validateInner(type, report);
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            validateMethod(method, report);
        }
    }

    /**
     * Whether a class can be generated for a type.
     *
     * @param type the type
     * @return true for an interface, and for a class that implements one and asks for it
     */
    public static boolean isSupported(TypeElement type) {
        return type.getKind() == ElementKind.INTERFACE
                || type.getKind() == ElementKind.CLASS
                        && Annotations.isTransactional(type)
                        && implementsInterface(type);
    }

    private static boolean implementsInterface(TypeElement type) {
        return !type.getInterfaces().isEmpty()
                // What does not exist yet may implement one.
                || type.getSuperclass().getKind() == TypeKind.ERROR
                || type.getSuperclass() instanceof DeclaredType parent
                        && implementsInterface((TypeElement) parent.asElement());
    }

    private void reportWrongType(TypeElement type, ValidationReport report) {
        String kind = switch (type.getKind()) {
            case ENUM -> "an enum";
            case RECORD -> "a record";
            case ANNOTATION_TYPE -> "an annotation type";
            default -> implementsInterface(type) ? "a class that is not @Aatomic" : "a class that implements none";
        };
        String mend = mendOf(type);
        Optional<AnnotationMirror> onType = Annotations.find(type, Annotations.AATOMIC);
        if (onType.isPresent()) {
            report.add(Problem.WRONG_TYPE, type, onType, "Aatomic", type.getSimpleName(), kind, mend);
        }
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            for (String name : List.of(Annotations.AATOMIC, Annotations.NON_AATOMIC)) {
                Optional<AnnotationMirror> onMethod = Annotations.find(method, name);
                if (onMethod.isPresent()) {
                    report.add(
                            Problem.WRONG_TYPE, method, onMethod, simpleName(name), type.getSimpleName(), kind, mend);
                }
            }
        }
    }

    private String mendOf(TypeElement type) {
        if (type.getKind() == ElementKind.ANNOTATION_TYPE) {
            return "Annotate an interface or its methods instead";
        }
        Optional<? extends TypeMirror> own =
                type.getInterfaces().stream().filter(this::isOwn).findFirst();
        if (own.isPresent()) {
            return "Annotate '" + ReadableTypes.of(own.get()) + "' instead";
        }
        // Perhaps another module's, where what it is to be annotated for is not known.
        String extended = type.getInterfaces().stream()
                .filter(parent -> !isOfJdk(parent))
                .findFirst()
                .map(parent -> " that extends '" + ReadableTypes.of(parent) + "'")
                .orElse("");
        return "Extract an interface" + extended + ", and annotate that";
    }

    /** Or one that does not exist yet. */
    private boolean isOwn(TypeMirror type) {
        return type.getKind() == TypeKind.ERROR
                || type instanceof DeclaredType declared && compiled.test((TypeElement) declared.asElement());
    }

    private static boolean isOfJdk(TypeMirror type) {
        return type instanceof DeclaredType declared
                && ((TypeElement) declared.asElement())
                        .getQualifiedName()
                        .toString()
                        .startsWith("java.");
    }

    private static void validateAccess(TypeElement type, ValidationReport report) {
        for (Element each = type; each instanceof TypeElement; each = each.getEnclosingElement()) {
            if (each.getModifiers().contains(Modifier.PRIVATE)) {
                report.add(Problem.PRIVATE, type, each.getSimpleName());
            }
        }
    }

    private static void validateInner(TypeElement type, ValidationReport report) {
        if (type.getKind() == ElementKind.CLASS
                && type.getNestingKind() == NestingKind.MEMBER
                && !type.getModifiers().contains(Modifier.STATIC)) {
            report.add(
                    Problem.INNER,
                    type,
                    type.getSimpleName(),
                    type.getEnclosingElement().getSimpleName());
        }
    }

    private static void validateMethod(ExecutableElement method, ValidationReport report) {
        Optional<AnnotationMirror> nonAatomic = Annotations.find(method, Annotations.NON_AATOMIC);
        if (nonAatomic.isPresent()
                && Annotations.find(method, Annotations.AATOMIC).isPresent()) {
            report.add(Problem.BOTH, method, nonAatomic, method.getSimpleName());
        }
        for (String name : List.of(Annotations.AATOMIC, Annotations.NON_AATOMIC)) {
            Optional<AnnotationMirror> annotation = Annotations.find(method, name);
            if (annotation.isPresent() && method.getModifiers().contains(Modifier.STATIC)) {
                report.add(Problem.STATIC_METHOD, method, annotation, simpleName(name), method.getSimpleName());
            } else if (annotation.isPresent() && method.getModifiers().contains(Modifier.PRIVATE)) {
                report.add(Problem.PRIVATE_METHOD, method, annotation, simpleName(name), method.getSimpleName());
            }
        }
    }

    private static String simpleName(String qualifiedName) {
        return qualifiedName.substring(qualifiedName.lastIndexOf('.') + 1);
    }
}
