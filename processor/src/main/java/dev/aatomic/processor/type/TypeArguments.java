package dev.aatomic.processor.type;

import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Types;

/** Knows where type arguments are missing, or would not be there at run time. */
public final class TypeArguments {

    private TypeArguments() {}

    /**
     * Whether a generic type is named without its type arguments.
     *
     * @param type the type
     * @return true if it is
     */
    public static boolean isRaw(DeclaredType type) {
        return type.getTypeArguments().isEmpty()
                && !((TypeElement) type.asElement()).getTypeParameters().isEmpty();
    }

    /**
     * Whether nothing of a type is lost at run time.
     *
     * @param type the type
     * @return false if it has type arguments that say anything
     */
    public static boolean isReifiable(TypeMirror type) {
        return switch (type.getKind()) {
            case TYPEVAR -> false;
            case ARRAY -> isReifiable(((ArrayType) type).getComponentType());
            case DECLARED ->
                ((DeclaredType) type).getTypeArguments().stream().allMatch(TypeArguments::isUnboundedWildcard)
                        && EnclosingTypes.of((DeclaredType) type).stream().allMatch(TypeArguments::isReifiable);
            default -> true;
        };
    }

    private static boolean isUnboundedWildcard(TypeMirror type) {
        return type instanceof WildcardType wildcard
                && wildcard.getExtendsBound() == null
                && wildcard.getSuperBound() == null;
    }

    /** Whether a type is one that has type arguments, but as its supertype, or its array's, is raw. */
    public static boolean isRawAs(TypeMirror type, TypeMirror supertype, Types types) {
        if (type instanceof ArrayType array && supertype instanceof ArrayType superArray) {
            return isRawAs(array.getComponentType(), superArray.getComponentType(), types);
        }
        if (!(supertype instanceof DeclaredType declared)
                || declared.getTypeArguments().isEmpty()) {
            return false;
        }
        DeclaredType seen = Supertypes.of(type, types)
                .get(((TypeElement) declared.asElement()).getQualifiedName().toString());
        return seen != null && isRaw(seen);
    }
}
