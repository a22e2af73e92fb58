package dev.aatomic.processor.describe;

import dev.aatomic.processor.read.AnnotationValues;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.MissingTypes;
import dev.aatomic.processor.read.Nullness;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.TypeWalker;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Chooses the annotations of methods and parameters that the generated class repeats, since frameworks read them off the
 * class that they are given: all that a class file keeps, but those that would mean something else there.
 */
final class CarriedAnnotations {

    /** What says how the interface is to be compiled, and what the generated class itself stands for. */
    private static final Set<String> PACKAGES_LEFT_OUT =
            Set.of("dev.aatomic", "java.lang", "jdk.internal", "kotlin", "kotlin.jvm");

    /** What a container does to an object that it makes itself, and other transactions. */
    private static final Set<String> LEFT_OUT = Set.of(
            "io.micronaut.transaction.annotation.Transactional",
            "jakarta.annotation.PostConstruct",
            "jakarta.annotation.PreDestroy",
            "jakarta.annotation.Resource",
            "jakarta.inject.Inject",
            "jakarta.transaction.Transactional",
            "javax.annotation.PostConstruct",
            "javax.annotation.PreDestroy",
            "javax.annotation.Resource",
            "javax.inject.Inject",
            "javax.transaction.Transactional",
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.transaction.annotation.Transactional");

    /**
     * Bean Validation takes constraints from the interface, as its specification has them inherited, and refuses a method
     * that repeats those of its parameters.
     */
    private static final List<String> VALIDATION = List.of("jakarta.validation", "javax.validation");

    private final Elements elements;
    private final Accessibility accessibility;

    CarriedAnnotations(Elements elements) {
        this.elements = elements;
        this.accessibility = new Accessibility(elements);
    }

    /** The annotations of a method. */
    List<AnnotationMirror> of(ExecutableElement method, TypeElement origin) {
        return of(method, "METHOD", method.getReturnType(), origin);
    }

    /** The annotations of a parameter. */
    List<AnnotationMirror> of(VariableElement parameter, TypeElement origin) {
        return of(parameter, "PARAMETER", parameter.asType(), origin);
    }

    private List<AnnotationMirror> of(Element element, String target, TypeMirror type, TypeElement origin) {
        return element.getAnnotationMirrors().stream()
                .<AnnotationMirror>map(annotation -> annotation)
                .filter(annotation -> isAccessible(annotation, origin) && isRead(annotation, target))
                .filter(annotation -> !Nullness.isPartOf(type, annotation))
                .toList();
    }

    private boolean isRead(AnnotationMirror annotation, String target) {
        TypeElement type = typeOf(annotation);
        String name = type.getQualifiedName().toString();
        String packageName = elements.getPackageOf(type).getQualifiedName().toString();
        return name.equals(Deprecated.class.getName())
                || !PACKAGES_LEFT_OUT.contains(packageName)
                        && !LEFT_OUT.contains(name)
                        && !isValidation(type)
                        && isKept(type)
                        && isFor(target, type);
    }

    private boolean isValidation(TypeElement type) {
        String packageName = elements.getPackageOf(type).getQualifiedName().toString();
        return VALIDATION.stream()
                .anyMatch(validation -> (packageName + ".").startsWith(validation + ".")
                        || Annotations.find(type, validation + ".Constraint").isPresent()
                        || isListOfConstraints(type, validation));
    }

    /** Whether it is what a compiler wraps repeated constraints in. */
    private static boolean isListOfConstraints(TypeElement type, String validation) {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(method -> method.getSimpleName().contentEquals("value"))
                .map(ExecutableElement::getReturnType)
                .anyMatch(value -> value instanceof ArrayType array
                        && array.getComponentType() instanceof DeclaredType component
                        && Annotations.find(component.asElement(), validation + ".Constraint")
                                .isPresent());
    }

    private static boolean isKept(TypeElement type) {
        return Annotations.find(type, Retention.class.getName())
                .flatMap(retention -> Annotations.written(retention, "value"))
                .map(AnnotationValues::constant)
                .filter("SOURCE"::equals)
                .isEmpty();
    }

    private static boolean isFor(String target, TypeElement type) {
        Optional<AnnotationValue> targets =
                Annotations.find(type, Target.class.getName()).flatMap(each -> Annotations.written(each, "value"));
        return targets.isEmpty()
                || AnnotationValues.elements(targets.get()).stream()
                        .map(AnnotationValues::constant)
                        .anyMatch(target::equals);
    }

    /** Whether the generated class can repeat an annotation: it, and all that its values refer to, is there and in sight. */
    boolean isAccessible(AnnotationMirror annotation, TypeElement origin) {
        return !MissingTypes.areIn(annotation) && allTypes(annotation, type -> isAccessible(type, origin));
    }

    /** Whether something holds for the type of an annotation, and for all that its values refer to. */
    static boolean allTypes(AnnotationMirror annotation, Predicate<TypeElement> condition) {
        return condition.test(typeOf(annotation))
                && annotation.getElementValues().values().stream().allMatch(value -> allTypes(value, condition));
    }

    private static boolean allTypes(AnnotationValue value, Predicate<TypeElement> condition) {
        Object content = value.getValue();
        if (content instanceof List<?> list) {
            return list.stream().allMatch(each -> allTypes((AnnotationValue) each, condition));
        }
        if (content instanceof AnnotationMirror annotation) {
            return allTypes(annotation, condition);
        }
        if (content instanceof VariableElement constant) {
            return condition.test((TypeElement) constant.getEnclosingElement());
        }
        boolean[] all = {true};
        if (content instanceof TypeMirror type) {
            TypeWalker.walk(type, each -> all[0] &= condition.test((TypeElement) each.asElement()));
        }
        return all[0];
    }

    private boolean isAccessible(TypeElement type, TypeElement origin) {
        PackageElement here = elements.getPackageOf(origin);
        return accessibility.hiddenFrom(here, type).isEmpty()
                && elements.getTypeElement(elements.getModuleOf(origin), type.getQualifiedName()) != null;
    }

    private static TypeElement typeOf(AnnotationMirror annotation) {
        return (TypeElement) annotation.getAnnotationType().asElement();
    }
}
