package dev.aatomic.forwarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

/** What the annotation says of the methods of some interfaces. */
final class Rules {

    private final List<DeclaredType> types = new ArrayList<>();
    private final Map<String, List<MethodPattern>> patterns = new LinkedHashMap<>();

    private Rules() {}

    static Rules of(TypeElement annotated) {
        Rules rules = new Rules();
        for (AnnotationMirror mirror : annotated.getAnnotationMirrors()) {
            if (((TypeElement) mirror.getAnnotationType().asElement())
                    .getQualifiedName()
                    .contentEquals(HandleContract.ANNOTATION)) {
                mirror.getElementValues().forEach(rules::read);
            }
        }
        return rules;
    }

    private void read(ExecutableElement element, AnnotationValue value) {
        String name = element.getSimpleName().toString();
        for (Object one : (List<?>) value.getValue()) {
            Object content = ((AnnotationValue) one).getValue();
            if (name.equals(HandleContract.INTERFACES)) {
                types.add((DeclaredType) content);
            } else {
                patterns.computeIfAbsent(name, key -> new ArrayList<>()).add(new MethodPattern((String) content));
            }
        }
    }

    /** The interfaces, one class for each. */
    List<DeclaredType> types() {
        return types;
    }

    /**
     * How a method is called in turn.
     *
     * @return the name of the kind in upper case; empty if the driver is called at once
     */
    Optional<String> kind(ExecutableElement method) {
        if (matches(HandleContract.DIRECT, method)) {
            return Optional.empty();
        }
        return HandleContract.KINDS.stream()
                .filter(kind -> matches(kind, method))
                .findFirst()
                .map(kind -> kind.toUpperCase(Locale.ROOT));
    }

    /** Whether the first argument is SQL text, if it is text at all. */
    boolean takesSql(ExecutableElement method) {
        return matches(HandleContract.SQL, method);
    }

    /** Whether the result may be an object of the driver that leads to its connection. */
    boolean leadsBack(ExecutableElement method) {
        return matches(HandleContract.LEADING_BACK, method);
    }

    List<String> unusedPatterns() {
        return patterns.values().stream()
                .flatMap(List::stream)
                .filter(pattern -> !pattern.isUsed())
                .map(MethodPattern::toString)
                .toList();
    }

    private boolean matches(String rule, ExecutableElement method) {
        return patterns.getOrDefault(rule, List.of()).stream().anyMatch(pattern -> pattern.matches(method));
    }
}
