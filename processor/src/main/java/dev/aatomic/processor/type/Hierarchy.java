package dev.aatomic.processor.type;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * A type and its supertypes by distance. The distance is that of the longest way, so that an interface always comes
 * before those it extends; and every class comes before every interface, as a class's methods do in the language.
 *
 * @param levels the type alone, then what it extends, and so on; in a level as the source lists them
 */
public record Hierarchy(List<List<TypeElement>> levels) {

    public static Hierarchy of(TypeElement type) {
        Map<TypeElement, Integer> distances = new LinkedHashMap<>();
        if (type.getKind() == ElementKind.INTERFACE) {
            measure(type, 0, distances);
        } else {
            List<TypeElement> classes = classes(type);
            classes.forEach(each -> distances.put(each, distances.size()));
            classes.forEach(each -> measureInterfaces(each, classes.size(), distances));
        }
        List<List<TypeElement>> levels = new ArrayList<>();
        distances.forEach((each, distance) -> {
            while (levels.size() <= distance) {
                levels.add(new ArrayList<>());
            }
            levels.get(distance).add(each);
        });
        return new Hierarchy(levels);
    }

    private static void measure(TypeElement type, int distance, Map<TypeElement, Integer> distances) {
        Integer known = distances.get(type);
        if (known != null && known >= distance) {
            return;
        }
        distances.put(type, distance);
        measureInterfaces(type, distance + 1, distances);
    }

    private static void measureInterfaces(TypeElement type, int distance, Map<TypeElement, Integer> distances) {
        for (TypeMirror parent : type.getInterfaces()) {
            if (parent.getKind() == TypeKind.DECLARED) {
                measure((TypeElement) ((DeclaredType) parent).asElement(), distance, distances);
            }
        }
    }

    /** A class and its superclasses but {@code Object}. */
    private static List<TypeElement> classes(TypeElement type) {
        List<TypeElement> classes = new ArrayList<>();
        TypeElement each = type;
        while (each.getSuperclass().getKind() == TypeKind.DECLARED) {
            classes.add(each);
            each = (TypeElement) ((DeclaredType) each.getSuperclass()).asElement();
        }
        if (each.getSuperclass().getKind() == TypeKind.ERROR) {
            classes.add(each);
        }
        return classes;
    }

    public List<TypeElement> types() {
        return levels.stream().flatMap(List::stream).toList();
    }
}
