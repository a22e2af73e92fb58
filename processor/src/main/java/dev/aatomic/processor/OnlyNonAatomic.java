package dev.aatomic.processor;

import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.validate.Problem;
import dev.aatomic.processor.validate.ValidationReport;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Finds the interfaces whose methods are left out of nothing: neither the interface nor what extends it in this compilation is
 * transactional. By name: elements do not outlive a round. Not safe for use by several threads.
 */
final class OnlyNonAatomic {

    private final Elements elements;
    private final Set<TypeName> untransactional = new LinkedHashSet<>();
    private final Set<TypeName> extended = new HashSet<>();

    OnlyNonAatomic(Elements elements) {
        this.elements = elements;
    }

    /** Adds a type that has one of our annotations on it or on one of its methods. */
    void add(TypeElement type) {
        if (Annotations.isTransactional(type)) {
            addSupertypes(type);
        } else if (type.getKind().isInterface()) {
            untransactional.add(TypeName.of(type, elements));
        }
    }

    private void addSupertypes(TypeElement type) {
        Stream.concat(Stream.of(type.getSuperclass()), type.getInterfaces().stream())
                .filter(parent -> parent.getKind() == TypeKind.DECLARED)
                .map(OnlyNonAatomic::element)
                .filter(parent -> extended.add(TypeName.of(parent, elements)))
                .forEach(this::addSupertypes);
    }

    private static TypeElement element(TypeMirror type) {
        return (TypeElement) ((DeclaredType) type).asElement();
    }

    /** A report for each, once all types were added. */
    List<ValidationReport> reports() {
        return untransactional.stream()
                .filter(name -> !extended.contains(name))
                .map(name -> report(name.find(elements)))
                .toList();
    }

    private static ValidationReport report(TypeElement type) {
        ValidationReport report = new ValidationReport(type);
        for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
            Optional<AnnotationMirror> annotation = Annotations.find(method, Annotations.NON_AATOMIC);
            if (annotation.isPresent()) {
                report.add(Problem.ONLY_NON_AATOMIC, method, annotation, type.getSimpleName());
                break;
            }
        }
        return report;
    }
}
