package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.Annotations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The problems of one type, collected so that the user sees all of them at once. A problem of something inherited,
 * which may have no source here, is shown at the type. Not safe for use by several threads.
 */
public final class ValidationReport {

    private final Element subject;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * Starts a report.
     *
     * @param subject the type it is about
     */
    public ValidationReport(Element subject) {
        this.subject = subject;
    }

    /** A problem and its place. */
    record Violation(
            Problem problem,
            Element element,
            @Nullable AnnotationMirror annotation,
            @Nullable AnnotationValue value,
            String text) {}

    /**
     * Adds a problem, unless it is a warning that the source suppresses.
     *
     * @param problem the problem
     * @param element where it is
     * @param arguments what its text leaves open
     */
    public void add(Problem problem, Element element, Object... arguments) {
        add(problem, element, Optional.empty(), arguments);
    }

    /**
     * Adds a problem, unless it is a warning that the source suppresses.
     *
     * @param problem the problem
     * @param element where it is
     * @param annotation the annotation on the element that it comes from
     * @param arguments what its text leaves open
     */
    public void add(Problem problem, Element element, Optional<AnnotationMirror> annotation, Object... arguments) {
        add(problem, element, annotation.orElse(null), null, problem.text(arguments));
    }

    /**
     * Adds a problem of a value, unless it is a warning that the source suppresses.
     *
     * @param problem the problem
     * @param place the value
     * @param arguments what its text leaves open
     */
    public void add(Problem problem, WrittenValue place, Object... arguments) {
        add(problem, place.element(), place.annotation(), place.value(), problem.text(arguments));
    }

    private void add(
            Problem problem,
            Element element,
            @Nullable AnnotationMirror annotation,
            @Nullable AnnotationValue value,
            String text) {
        if (problem.kind() != Kind.ERROR && (isSuppressed(problem, element) || isSuppressed(problem, subject))) {
            return;
        }
        if (isInside(element)) {
            violations.add(new Violation(problem, element, annotation, value, text));
        } else {
            violations.add(new Violation(problem, subject, null, null, "['" + nameOf(element) + "'] " + text));
        }
    }

    /**
     * Whether nothing may be generated.
     *
     * @return true if there is an error
     */
    public boolean hasErrors() {
        return violations.stream().anyMatch(violation -> violation.problem.kind() == Kind.ERROR);
    }

    /** Whether a problem of an annotation was added. */
    boolean contains(Problem problem, AnnotationMirror annotation) {
        return violations.stream()
                .anyMatch(violation -> violation.problem == problem && annotation.equals(violation.annotation));
    }

    /** The problems by place: those of the type itself, then its members' in their order. */
    List<Violation> inSourceOrder() {
        List<Element> members = new ArrayList<>(subject.getEnclosedElements());
        return violations.stream()
                .sorted(Comparator.comparing(violation -> members.indexOf(violation.element)))
                .toList();
    }

    private boolean isInside(Element element) {
        for (Element each = element; each != null; each = each.getEnclosingElement()) {
            if (each.equals(subject)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSuppressed(Problem problem, Element element) {
        for (Element each = element; each != null; each = each.getEnclosingElement()) {
            Optional<AnnotationValue> names = Annotations.find(each, SuppressWarnings.class.getName())
                    .flatMap(annotation -> Annotations.written(annotation, "value"));
            if (names.isPresent()
                    && names.get().getValue() instanceof List<?> list
                    && list.stream().anyMatch(name -> isNamed(name, "aatomic:" + problem.id()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(Object value, String name) {
        return value instanceof AnnotationValue annotationValue
                && annotationValue.getValue().equals(name);
    }

    /** The name of an element in messages: that of a method with its type's. */
    static String nameOf(Element element) {
        if (element instanceof ExecutableElement && element.getEnclosingElement() instanceof TypeElement type) {
            return type.getSimpleName() + "." + element.getSimpleName();
        }
        return element.getSimpleName().toString();
    }
}
