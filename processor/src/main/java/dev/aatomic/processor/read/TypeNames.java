package dev.aatomic.processor.read;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import com.palantir.javapoet.WildcardTypeName;
import dev.aatomic.processor.type.EnclosingTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
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
 * Turns types into names that source can be written with. {@code TypeName.get} would lose the nullness annotations, and
 * gives a type variable the bounds of its declaration even where a superinterface's type arguments have replaced them.
 */
public final class TypeNames extends SimpleTypeVisitor14<TypeName, TypeMirror> {

    private static final TypeNames PLAIN = new TypeNames(annotation -> !MissingTypes.areIn(annotation));

    private final Predicate<AnnotationMirror> visible;

    /**
     * Makes one for a generated class.
     *
     * @param visible whether the class can repeat an annotation
     */
    public TypeNames(Predicate<AnnotationMirror> visible) {
        this.visible = visible;
    }

    /**
     * Names a type, wherever.
     *
     * @param type the type
     * @return the name, with nullness annotations
     */
    public static TypeName of(TypeMirror type) {
        return PLAIN.name(type);
    }

    /**
     * Names a type.
     *
     * @param type the type
     * @return the name, with nullness annotations
     */
    public TypeName name(TypeMirror type) {
        return name(type, type);
    }

    /**
     * Names a type in which type arguments have replaced type variables.
     *
     * @param type the type
     * @param declared the same type where it was declared: its type variables may have annotations that were lost since
     * @return the name, with nullness annotations
     */
    public TypeName name(TypeMirror type, TypeMirror declared) {
        return visit(type, declared);
    }

    /**
     * Names the type of a method or parameter.
     *
     * @param type the type
     * @param declared the same type where it was declared
     * @param ofVariable annotations of the type variable that it was declared as, or as an array of
     * @return the name, with nullness annotations
     */
    public TypeName name(TypeMirror type, TypeMirror declared, List<AnnotationMirror> ofVariable) {
        List<AnnotationSpec> specs =
                ofVariable.stream().map(AnnotationSpecs::of).toList();
        return annotated(name(type, declared), declared, specs);
    }

    private static TypeName annotated(TypeName name, TypeMirror declared, List<AnnotationSpec> annotations) {
        if (declared instanceof ArrayType array && name instanceof ArrayTypeName names) {
            TypeName component = annotated(names.componentType(), array.getComponentType(), annotations);
            return ArrayTypeName.of(component).annotated(name.annotations());
        }
        return annotations.isEmpty() ? name : name.withoutAnnotations().annotated(annotations);
    }

    /**
     * Names a type variable where it is declared.
     *
     * @param variable the type variable
     * @return the name, with its bounds
     */
    public TypeVariableName declaration(TypeVariable variable) {
        // JavaPoet leaves Object out of the bounds that it is given at once, which would erase the variable to another
        // type.
        List<TypeName> bounds = bounds(variable).stream().map(this::name).toList();
        return TypeVariableName.get(variable.asElement().getSimpleName().toString())
                .withBounds(bounds.equals(List.of(ClassName.OBJECT)) ? List.of() : bounds);
    }

    private static List<? extends TypeMirror> bounds(TypeVariable variable) {
        TypeMirror bound = variable.getUpperBound();
        List<? extends TypeMirror> declared = ((TypeParameterElement) variable.asElement()).getBounds();
        if (bound instanceof IntersectionType intersection) {
            // Javac puts Object before interfaces, once type arguments are in place.
            List<? extends TypeMirror> bounds = intersection.getBounds();
            return bounds.subList(Math.max(0, bounds.size() - declared.size()), bounds.size());
        }
        // Eclipse gives the variable itself for Object and an interface.
        boolean isItself =
                bound instanceof TypeVariable other && other.asElement().equals(variable.asElement());
        return isItself ? declared : List.of(bound);
    }

    @Override
    public TypeName visitDeclared(DeclaredType type, TypeMirror declared) {
        ClassName raw = ClassName.get((TypeElement) type.asElement());
        List<TypeName> arguments = arguments(type, declared);
        List<AnnotationSpec> annotations = nullness(type, declared);
        Optional<TypeName> enclosing = EnclosingTypes.of(type)
                .map(outer -> name(outer, around(declared).orElse(outer)));
        if (enclosing.isPresent() && enclosing.get() instanceof ParameterizedTypeName outer) {
            return outer.nestedClass(raw.simpleName(), arguments).annotated(annotations);
        }
        if (arguments.isEmpty()) {
            return raw.annotated(annotations);
        }
        return ParameterizedTypeName.get(raw, arguments.toArray(TypeName[]::new))
                .annotated(annotations);
    }

    private static Optional<DeclaredType> around(TypeMirror declared) {
        return declared instanceof DeclaredType inner ? EnclosingTypes.of(inner) : Optional.empty();
    }

    private List<TypeName> arguments(DeclaredType type, TypeMirror declared) {
        List<? extends TypeMirror> arguments = type.getTypeArguments();
        List<? extends TypeMirror> origins = declared instanceof DeclaredType origin
                        && origin.getTypeArguments().size() == arguments.size()
                ? origin.getTypeArguments()
                : arguments;
        return IntStream.range(0, arguments.size())
                .mapToObj(index -> name(arguments.get(index), origins.get(index)))
                .toList();
    }

    @Override
    public TypeName visitArray(ArrayType type, TypeMirror declared) {
        TypeMirror origin = declared instanceof ArrayType array ? array.getComponentType() : type.getComponentType();
        return ArrayTypeName.of(name(type.getComponentType(), origin)).annotated(nullness(type, declared));
    }

    @Override
    public TypeName visitTypeVariable(TypeVariable type, TypeMirror declared) {
        return TypeVariableName.get(type.asElement().getSimpleName().toString()).annotated(nullness(type, declared));
    }

    @Override
    public TypeName visitWildcard(WildcardType type, TypeMirror declared) {
        WildcardType origin = declared instanceof WildcardType wildcard ? wildcard : type;
        if (type.getSuperBound() != null) {
            return WildcardTypeName.supertypeOf(name(type.getSuperBound(), orElse(origin.getSuperBound(), type)));
        }
        return type.getExtendsBound() == null
                ? WildcardTypeName.subtypeOf(ClassName.OBJECT)
                : WildcardTypeName.subtypeOf(name(type.getExtendsBound(), orElse(origin.getExtendsBound(), type)));
    }

    private static TypeMirror orElse(@Nullable TypeMirror bound, TypeMirror other) {
        return bound == null ? other : bound;
    }

    @Override
    public TypeName visitPrimitive(PrimitiveType type, TypeMirror declared) {
        return TypeName.get(type).annotated(nullness(type, declared));
    }

    @Override
    public TypeName visitNoType(NoType type, TypeMirror declared) {
        return TypeName.get(type);
    }

    @Override
    protected TypeName defaultAction(TypeMirror type, TypeMirror declared) {
        throw new IllegalArgumentException("No source can name the type " + type + " of kind " + type.getKind());
    }

    /** What stands on a type variable counts, whatever stands on the type argument in its place. */
    private List<AnnotationSpec> nullness(TypeMirror type, TypeMirror declared) {
        List<AnnotationSpec> ofVariable = declared.getKind() == TypeKind.TYPEVAR ? nullness(declared) : List.of();
        return ofVariable.isEmpty() ? nullness(type) : ofVariable;
    }

    private List<AnnotationSpec> nullness(TypeMirror type) {
        // Eclipse repeats what stands on both a type variable and the type argument for it.
        return Nullness.of(type).stream()
                .filter(visible)
                .map(AnnotationSpecs::of)
                .distinct()
                .toList();
    }
}
