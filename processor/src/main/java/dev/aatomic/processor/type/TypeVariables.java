package dev.aatomic.processor.type;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Puts the type variables of one method in the place of another's, so that types of both can be compared: a variable of
 * one is never the same type as a variable of the other.
 */
public final class TypeVariables extends SimpleTypeVisitor14<TypeMirror, @Nullable Void> {

    private final Types types;
    private final Map<Element, TypeVariable> replacements;

    private TypeVariables(Types types, Map<Element, TypeVariable> replacements) {
        this.types = types;
        this.replacements = replacements;
    }

    /** For methods with the same number of them: otherwise one is legacy code, and nothing is in another's place. */
    public static TypeVariables replacing(ExecutableType method, ExecutableType by, Types types) {
        List<? extends TypeVariable> old = method.getTypeVariables();
        List<? extends TypeVariable> replacements = by.getTypeVariables();
        return new TypeVariables(
                types,
                old.size() == replacements.size()
                        ? IntStream.range(0, old.size())
                                .boxed()
                                .collect(
                                        Collectors.toMap(index -> old.get(index).asElement(), replacements::get))
                        : Map.of());
    }

    @Override
    public TypeMirror visitTypeVariable(TypeVariable type, @Nullable Void nothing) {
        TypeVariable replacement = replacements.get(type.asElement());
        return replacement == null ? type : replacement;
    }

    @Override
    public TypeMirror visitDeclared(DeclaredType type, @Nullable Void nothing) {
        TypeMirror[] arguments =
                type.getTypeArguments().stream().map(this::visit).toArray(TypeMirror[]::new);
        TypeElement element = (TypeElement) type.asElement();
        return EnclosingTypes.of(type)
                .filter(outer -> !outer.getTypeArguments().isEmpty())
                .map(outer -> types.getDeclaredType((DeclaredType) visit(outer), element, arguments))
                .orElseGet(() -> arguments.length == 0 ? type : types.getDeclaredType(element, arguments));
    }

    @Override
    public TypeMirror visitArray(ArrayType type, @Nullable Void nothing) {
        return types.getArrayType(visit(type.getComponentType()));
    }

    @Override
    public TypeMirror visitWildcard(WildcardType type, @Nullable Void nothing) {
        return types.getWildcardType(orNull(type.getExtendsBound()), orNull(type.getSuperBound()));
    }

    private @Nullable TypeMirror orNull(@Nullable TypeMirror bound) {
        return bound == null ? null : visit(bound);
    }

    @Override
    protected TypeMirror defaultAction(TypeMirror type, @Nullable Void nothing) {
        return type;
    }
}
