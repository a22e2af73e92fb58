package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.Attribute;
import dev.aatomic.processor.declaration.Disagreement;
import dev.aatomic.processor.declaration.WrittenAttributes;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.method.CollectedMethod;
import dev.aatomic.processor.type.Hierarchy;
import dev.aatomic.processor.type.ObjectMethods;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Finds out whether a method is transactional and with which settings.
 *
 * <p>A mark on a method decides, the nearest first: on the method itself, then on those it overrides. Without one, a
 * method is transactional if an annotated type declares or inherits it. A setting is taken, attribute by attribute, from
 * the method itself, wherever it is declared, from the annotated type, then level by level from the methods it overrides
 * and the types that have it, and last from the other supertypes.
 */
final class AttributeReader {

    private static final String MARK = "the annotation";

    private final Types types;

    AttributeReader(Types types) {
        this.types = types;
    }

    /** What was found out about a method. */
    record Reading(boolean transactional, WrittenAttributes attributes, List<Disagreement> disagreements) {}

    /** A value, and which rank it was found in. */
    private record Found(Element element, int rank, String text) {}

    Reading read(CollectedMethod method, Hierarchy hierarchy) {
        List<Disagreement> disagreements = new ArrayList<>();
        boolean transactional = isTransactional(method, hierarchy, disagreements);
        Map<Attribute, WrittenValue> values = new EnumMap<>(Attribute.class);
        if (transactional) {
            List<List<Element>> ranks = ranks(method, hierarchy);
            for (Attribute attribute : Attribute.values()) {
                find(ranks, element -> text(element, attribute), "'" + attribute.key() + "'", disagreements)
                        .flatMap(found -> Annotations.written(found.element, attribute, found.rank))
                        .ifPresent(value -> values.put(attribute, value));
            }
        }
        return new Reading(transactional, new WrittenAttributes(values), List.copyOf(disagreements));
    }

    private boolean isTransactional(CollectedMethod method, Hierarchy hierarchy, List<Disagreement> disagreements) {
        List<List<Element>> ranks = hierarchy.levels().stream()
                .map(level -> declaredIn(level, method))
                .toList();
        Optional<Found> mark = find(ranks, AttributeReader::mark, MARK, disagreements);
        if (mark.isPresent()) {
            return mark.get().text.equals("@Aatomic");
        }
        return !ObjectMethods.contain(method.element())
                && hierarchy.types().stream().anyMatch(type -> isAnnotated(type) && hasMember(type, method));
    }

    private static Optional<String> mark(Element element) {
        if (Annotations.find(element, Annotations.NON_AATOMIC).isPresent()) {
            return Optional.of("@NonAatomic");
        }
        return Annotations.find(element, Annotations.AATOMIC).map(annotation -> "@Aatomic");
    }

    private static Optional<String> text(Element element, Attribute attribute) {
        return Annotations.written(element, attribute, 0).map(written -> AnnotationValues.text(written.value()));
    }

    private List<List<Element>> ranks(CollectedMethod method, Hierarchy hierarchy) {
        List<List<Element>> ranks = new ArrayList<>();
        List<List<Element>> strangers = new ArrayList<>();
        hierarchy.levels().stream()
                .map(level -> declaredIn(level, method))
                .filter(declarations -> !declarations.isEmpty())
                .findFirst()
                .ifPresent(ranks::add);
        for (List<TypeElement> level : hierarchy.levels()) {
            ranks.add(declaredIn(level, method));
            ranks.add(level.stream()
                    .filter(type -> hasMember(type, method))
                    .<Element>map(type -> type)
                    .toList());
            strangers.add(level.stream()
                    .filter(type -> !hasMember(type, method))
                    .<Element>map(type -> type)
                    .toList());
        }
        ranks.addAll(strangers);
        return ranks;
    }

    private static List<Element> declaredIn(List<TypeElement> level, CollectedMethod method) {
        return method.declarations().stream()
                .filter(other -> level.stream().anyMatch(type -> type.equals(other.getEnclosingElement())))
                .<Element>map(other -> other)
                .toList();
    }

    private boolean hasMember(TypeElement type, CollectedMethod method) {
        return method.declarations().stream().anyMatch(declaration -> inherits(type, declaration));
    }

    private boolean inherits(TypeElement type, ExecutableElement method) {
        TypeMirror declaring = method.getEnclosingElement().asType();
        return types.isSubtype(types.erasure(type.asType()), types.erasure(declaring));
    }

    private static boolean isAnnotated(TypeElement type) {
        return Annotations.find(type, Annotations.AATOMIC).isPresent();
    }

    /** The value of the first rank that has one. */
    private static Optional<Found> find(
            List<List<Element>> ranks,
            Function<Element, Optional<String>> reader,
            String subject,
            List<Disagreement> disagreements) {
        for (int rank = 0; rank < ranks.size(); rank++) {
            Found first = null;
            for (Element element : ranks.get(rank)) {
                Optional<String> text = reader.apply(element);
                if (text.isPresent() && first == null) {
                    first = new Found(element, rank, text.get());
                } else if (text.isPresent() && !text.get().equals(first.text)) {
                    disagreements.add(new Disagreement(subject, first.element, first.text, element, text.get()));
                }
            }
            if (first != null) {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }
}
