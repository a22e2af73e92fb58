package dev.aatomic.processor.type;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Finds everything that a type is, by name: a library that is not on the class path needs no look-up, and one that is
 * there twice does not matter.
 */
public final class Supertypes {

    private Supertypes() {}

    /**
     * Lists a type and its supertypes.
     *
     * @param type the type
     * @param types the compiler's types
     * @return the types by qualified name, the nearest first; none for a primitive, an array, or nothing
     */
    public static Map<String, DeclaredType> of(TypeMirror type, Types types) {
        Map<String, DeclaredType> supertypes = new LinkedHashMap<>();
        add(type, types, supertypes);
        return supertypes;
    }

    private static void add(TypeMirror type, Types types, Map<String, DeclaredType> supertypes) {
        if (type.getKind().isPrimitive() || type.getKind() == TypeKind.ARRAY || type.getKind() == TypeKind.VOID) {
            return;
        }
        if (type.getKind() == TypeKind.DECLARED
                && supertypes.putIfAbsent(name((DeclaredType) type), (DeclaredType) type) != null) {
            return;
        }
        types.directSupertypes(type).forEach(each -> add(each, types, supertypes));
    }

    private static String name(DeclaredType type) {
        return ((TypeElement) type.asElement()).getQualifiedName().toString();
    }
}
