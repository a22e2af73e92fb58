package dev.aatomic.processor.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/**
 * An interface and its superinterfaces by distance. The distance is that of the longest way, so that an interface
 * always comes before those it extends.
 *
 * @param levels the interface alone, then what it extends, and so on; in a level as the source lists them
 */
record Hierarchy(List<List<TypeElement>> levels) {

    static Hierarchy of(TypeElement type) {
        Map<TypeElement, Integer> distances = new LinkedHashMap<>();
        measure(type, 0, distances);
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
        for (TypeMirror parent : type.getInterfaces()) {
            if (parent.getKind() == TypeKind.DECLARED) {
                measure((TypeElement) ((DeclaredType) parent).asElement(), distance + 1, distances);
            }
        }
    }

    List<TypeElement> types() {
        return levels.stream().flatMap(List::stream).toList();
    }
}
