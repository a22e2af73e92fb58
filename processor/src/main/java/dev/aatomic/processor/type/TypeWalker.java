package dev.aatomic.processor.type;

import java.util.List;
import java.util.function.Consumer;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import org.jspecify.annotations.Nullable;

/** Visits every class and interface that a type is made of, as its source would have to name them. */
public final class TypeWalker extends SimpleTypeVisitor14<@Nullable Void, @Nullable Void> {

    private final Consumer<DeclaredType> visitor;

    private TypeWalker(Consumer<DeclaredType> visitor) {
        this.visitor = visitor;
    }

    /**
     * Visits the classes and interfaces in a type, those that do not exist included. The bounds of a type variable
     * belong to its declaration, and are visited with the method that declares it.
     *
     * @param type the type
     * @param visitor what to do with each
     */
    public static void walk(TypeMirror type, Consumer<DeclaredType> visitor) {
        type.accept(new TypeWalker(visitor), null);
    }

    /**
     * Visits the classes and interfaces in some types.
     *
     * @param types the types
     * @param visitor what to do with each
     */
    public static void walkAll(List<? extends TypeMirror> types, Consumer<DeclaredType> visitor) {
        types.forEach(type -> walk(type, visitor));
    }

    @Override
    public @Nullable Void visitDeclared(DeclaredType type, @Nullable Void nothing) {
        visitor.accept(type);
        EnclosingTypes.of(type).ifPresent(this::visit);
        return visitAll(type.getTypeArguments());
    }

    @Override
    public @Nullable Void visitError(ErrorType type, @Nullable Void nothing) {
        return visitDeclared(type, nothing);
    }

    @Override
    public @Nullable Void visitArray(ArrayType type, @Nullable Void nothing) {
        return visit(type.getComponentType());
    }

    @Override
    public @Nullable Void visitWildcard(WildcardType type, @Nullable Void nothing) {
        if (type.getExtendsBound() != null) {
            visit(type.getExtendsBound());
        }
        if (type.getSuperBound() != null) {
            visit(type.getSuperBound());
        }
        return null;
    }

    @Override
    public @Nullable Void visitIntersection(IntersectionType type, @Nullable Void nothing) {
        return visitAll(type.getBounds());
    }

    @Override
    public @Nullable Void visitExecutable(ExecutableType type, @Nullable Void nothing) {
        for (TypeVariable variable : type.getTypeVariables()) {
            visit(variable.getUpperBound());
        }
        visit(type.getReturnType());
        visitAll(type.getParameterTypes());
        return visitAll(type.getThrownTypes());
    }

    private @Nullable Void visitAll(List<? extends TypeMirror> types) {
        types.forEach(this::visit);
        return null;
    }
}
