package dev.aatomic.processor.read;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.NoType;
import javax.lang.model.type.PrimitiveType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.SimpleTypeVisitor14;
import org.jspecify.annotations.Nullable;

/**
 * Turns types into names that source can be written with. {@code TypeName.get} would lose the nullness annotations, and gives a
 * type variable the bounds of its declaration even where a superinterface's type arguments have replaced them.
 */
public final class TypeNames extends SimpleTypeVisitor14<TypeName, @Nullable Void> {

    /** By simple name, as there are many of each. Constraints of validation frameworks must not be repeated in an override. */
    private static final Set<String> NULLNESS = Set.of("Nullable", "NonNull");

    private static final TypeNames INSTANCE = new TypeNames();

    private TypeNames() {}

    /**
     * Names a type.
     *
     * @param type the type
     * @return the name, with nullness annotations
     */
    public static TypeName of(TypeMirror type) {
        return INSTANCE.visit(type);
    }

    /**
     * Names a type variable where it is declared.
     *
     * @param variable the type variable
     * @return the name, with its bounds
     */
    public static TypeVariableName declaration(TypeVariable variable) {
        TypeMirror bound = variable.getUpperBound();
        List<? extends TypeMirror> bounds =
                bound instanceof IntersectionType intersection ? intersection.getBounds() : List.of(bound);
        return TypeVariableName.get(
                variable.asElement().getSimpleName().toString(),
                bounds.stream().map(TypeNames::of).toArray(TypeName[]::new));
    }

    @Override
    public TypeName visitDeclared(DeclaredType type, @Nullable Void nothing) {
        ClassName raw = ClassName.get((TypeElement) type.asElement());
        List<TypeName> arguments = type.getTypeArguments().stream().map(TypeNames::of).toList();
        List<AnnotationSpec> annotations = nullness(type);
        TypeMirror enclosing = type.getEnclosingType();
        if (enclosing.getKind() == TypeKind.DECLARED && of(enclosing) instanceof ParameterizedTypeName outer) {
            return outer.nestedClass(raw.simpleName(), arguments).annotated(annotations);
        }
        if (arguments.isEmpty()) {
            return raw.annotated(annotations);
        }
        return ParameterizedTypeName.get(raw, arguments.toArray(TypeName[]::new)).annotated(annotations);
    }

    @Override
    public TypeName visitArray(ArrayType type, @Nullable Void nothing) {
        return ArrayTypeName.of(of(type.getComponentType())).annotated(nullness(type));
    }

    @Override
    public TypeName visitTypeVariable(TypeVariable type, @Nullable Void nothing) {
        return TypeVariableName.get(type.asElement().getSimpleName().toString()).annotated(nullness(type));
    }

    @Override
    public TypeName visitWildcard(WildcardType type, @Nullable Void nothing) {
        TypeMirror upper = type.getExtendsBound();
        TypeMirror lower = type.getSuperBound();
        if (lower != null) {
            return WildcardTypeName.supertypeOf(of(lower));
        }
        return WildcardTypeName.subtypeOf(upper == null ? ClassName.OBJECT : of(upper));
    }

    @Override
    public TypeName visitPrimitive(PrimitiveType type, @Nullable Void nothing) {
        return TypeName.get(type);
    }

    @Override
    public TypeName visitNoType(NoType type, @Nullable Void nothing) {
        return TypeName.get(type);
    }

    @Override
    protected TypeName defaultAction(TypeMirror type, @Nullable Void nothing) {
        throw new IllegalArgumentException("No source can name the type " + type + " of kind " + type.getKind());
    }

    private static List<AnnotationSpec> nullness(TypeMirror type) {
        return type.getAnnotationMirrors().stream()
                .filter(annotation -> NULLNESS.contains(
                        annotation.getAnnotationType().asElement().getSimpleName().toString()))
                .map(AnnotationSpec::get)
                .toList();
    }
}
