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
import javax.lang.model.util.Elements;

/** What the annotation says of the methods of some interfaces. */
final class Rules {

    /** The element of the annotation that has the interfaces. */
    private static final String INTERFACES = "value";

    /** The element that names what is called at once, whatever the elements after it say. */
    private static final String DIRECT = "direct";

    /** The element that names what takes SQL text. */
    private static final String SQL = "sql";

    /** The element that names what is called in another way where it is given a large object. */
    private static final String UPLOAD_IF_LARGE = "uploadIfLarge";

    /** The element that names what may lead to the driver's connection. */
    private static final String LEADING_BACK = "leadingBack";

    private final List<DeclaredType> types = new ArrayList<>();
    private final Map<String, List<MethodPattern>> patterns = new LinkedHashMap<>();

    private final HandleContract contract;

    private Rules(HandleContract contract) {
        this.contract = contract;
    }

    static Rules of(TypeElement annotated, Elements elements) {
        for (AnnotationMirror mirror : annotated.getAnnotationMirrors()) {
            if (((TypeElement) mirror.getAnnotationType().asElement())
                    .getQualifiedName()
                    .contentEquals(HandleContract.ANNOTATION)) {
                Rules rules = new Rules(HandleContract.of(mirror, elements));
                mirror.getElementValues().forEach(rules::read);
                return rules;
            }
        }
        throw new IllegalArgumentException(annotated + ": found no annotation " + HandleContract.ANNOTATION);
    }

    private void read(ExecutableElement element, AnnotationValue value) {
        String name = element.getSimpleName().toString();
        if (!(value.getValue() instanceof List<?>)) {
            return;
        }
        for (Object one : (List<?>) value.getValue()) {
            Object content = ((AnnotationValue) one).getValue();
            if (name.equals(INTERFACES)) {
                types.add((DeclaredType) content);
            } else {
                patterns.computeIfAbsent(name, key -> new ArrayList<>()).add(new MethodPattern((String) content));
            }
        }
    }

    /** What the written classes call. */
    HandleContract contract() {
        return contract;
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
        if (matches(DIRECT, method)) {
            return Optional.empty();
        }
        return contract.rules().stream()
                .filter(kind -> matches(kind, method))
                .findFirst()
                .map(kind -> kind.toUpperCase(Locale.ROOT));
    }

    /** Whether the first argument is SQL text, if it is text at all. */
    boolean takesSql(ExecutableElement method) {
        return matches(SQL, method);
    }

    /** Whether a large object that it is given is sent to the server at once. */
    boolean uploadsIfLarge(ExecutableElement method) {
        return matches(UPLOAD_IF_LARGE, method);
    }

    /** Whether the result may be an object of the driver that leads to its connection. */
    boolean leadsBack(ExecutableElement method) {
        return matches(LEADING_BACK, method);
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
