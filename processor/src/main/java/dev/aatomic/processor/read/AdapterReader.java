package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.AdapterMethod;
import dev.aatomic.processor.declaration.AdapterMethod.Fault;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.Supertypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Reads the adapters of a class. A generated call to one that has no fault compiles for every type argument. */
public final class AdapterReader {

    private static final String ATOMIC = "dev.aatomic.runtime.Atomic";
    private static final String CHECKED_SUPPLIER = "dev.aatomic.runtime.CheckedSupplier";
    private static final List<String> NO_BOUND = List.of("java.lang.Throwable", "java.lang.Object");
    private static final List<String> UNCHECKED = List.of("java.lang.RuntimeException", "java.lang.Error");

    private final Elements elements;
    private final Types types;
    private final Accessibility accessibility;

    /**
     * Makes a reader for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     */
    public AdapterReader(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
        this.accessibility = new Accessibility(elements);
    }

    /**
     * Reads a class whose types all exist.
     *
     * @param adapters the class
     * @param here the package that is to call them; empty for any
     * @return its adapters, in the order of the source
     */
    public List<AdapterMethod> read(TypeElement adapters, Optional<PackageElement> here) {
        return methods(adapters).stream().map(method -> read(method, here)).toList();
    }

    static List<ExecutableElement> methods(TypeElement adapters) {
        return ElementFilter.methodsIn(adapters.getEnclosedElements()).stream()
                .filter(method -> Annotations.find(method, Annotations.RETURN_TYPE_ADAPTER)
                        .isPresent())
                .toList();
    }

    private AdapterMethod read(ExecutableElement method, Optional<PackageElement> here) {
        Optional<Fault> fault = fault(method, here);
        return new AdapterMethod(method, fault.isPresent() ? Optional.empty() : Optional.of(row(method)), fault);
    }

    private static ReturnTypeRow row(ExecutableElement method) {
        AnnotationMirror annotation =
                Annotations.find(method, Annotations.RETURN_TYPE_ADAPTER).orElseThrow();
        return new ReturnTypeRow(
                name(method.getReturnType()),
                Optional.of(((TypeElement) method.getEnclosingElement())
                        .getQualifiedName()
                        .toString()),
                method.getSimpleName().toString(),
                isTrue(annotation, "lazy"),
                isTrue(annotation, "many"),
                Optional.empty());
    }

    private static boolean isTrue(AnnotationMirror annotation, String attribute) {
        return Annotations.written(annotation, attribute)
                .filter(value -> value.getValue().equals(true))
                .isPresent();
    }

    private Optional<Fault> fault(ExecutableElement method, Optional<PackageElement> here) {
        if (!method.getModifiers().contains(Modifier.STATIC)) {
            return Optional.of(Fault.NOT_STATIC);
        }
        if (!isAccessible(method, here)) {
            return Optional.of(Fault.NOT_ACCESSIBLE);
        }
        if (!(method.getReturnType() instanceof DeclaredType result) || ReturnReader.isStage(result)) {
            return Optional.of(Fault.RETURN_TYPE);
        }
        return hasForm(method, result) ? Optional.empty() : Optional.of(Fault.SIGNATURE);
    }

    private boolean isAccessible(ExecutableElement method, Optional<PackageElement> here) {
        boolean isOwn = here.isPresent() && elements.getPackageOf(method).equals(here.get());
        return isOwn
                ? !method.getModifiers().contains(Modifier.PRIVATE)
                        && accessibility
                                .hiddenFrom(here.get(), method.getEnclosingElement())
                                .isEmpty()
                : method.getModifiers().contains(Modifier.PUBLIC)
                        && Accessibility.isPublic((TypeElement) method.getEnclosingElement());
    }

    private boolean hasForm(ExecutableElement method, DeclaredType result) {
        List<? extends TypeParameterElement> variables = method.getTypeParameters();
        List<? extends VariableElement> parameters = method.getParameters();
        return haveBoundsOf(variables, (TypeElement) result.asElement())
                && areVariables(result.getTypeArguments(), variables)
                && parameters.size() == 2
                && name(parameters.get(0).asType()).equals(ATOMIC)
                && isBody(parameters.get(1).asType(), result, variables)
                && method.getThrownTypes().stream().allMatch(this::isUnchecked);
    }

    private boolean haveBoundsOf(List<? extends TypeParameterElement> variables, TypeElement type) {
        List<? extends TypeParameterElement> declared = type.getTypeParameters();
        return variables.size() == declared.size()
                && IntStream.range(0, variables.size())
                        .allMatch(index -> types.isSameType(
                                types.erasure(variables.get(index).asType()),
                                types.erasure(declared.get(index).asType())));
    }

    private static boolean areVariables(
            List<? extends TypeMirror> arguments, List<? extends TypeParameterElement> variables) {
        return arguments.size() == variables.size()
                && IntStream.range(0, arguments.size())
                        .allMatch(index -> isVariable(arguments.get(index), variables.get(index)));
    }

    /** A method's own type argument may be a wildcard, which only a wildcard takes. */
    private static boolean extend(
            List<? extends TypeMirror> arguments, List<? extends TypeParameterElement> variables) {
        return arguments.size() == variables.size()
                && IntStream.range(0, arguments.size())
                        .allMatch(index -> arguments.get(index) instanceof WildcardType wildcard
                                && isVariable(wildcard.getExtendsBound(), variables.get(index)));
    }

    private static boolean isVariable(@Nullable TypeMirror type, TypeParameterElement variable) {
        return type instanceof TypeVariable found && found.asElement().equals(variable);
    }

    private static boolean isBody(
            TypeMirror type, DeclaredType result, List<? extends TypeParameterElement> variables) {
        return type instanceof DeclaredType body
                && name(body).equals(CHECKED_SUPPLIER)
                && body.getTypeArguments().size() == 2
                && body.getTypeArguments().get(0) instanceof WildcardType supplied
                && supplied.getExtendsBound() instanceof DeclaredType value
                && value.asElement().equals(result.asElement())
                && extend(value.getTypeArguments(), variables)
                && body.getTypeArguments().get(1) instanceof WildcardType thrown
                && thrown.getSuperBound() == null
                && (thrown.getExtendsBound() == null || NO_BOUND.contains(name(thrown.getExtendsBound())));
    }

    private boolean isUnchecked(TypeMirror exception) {
        return Supertypes.of(exception, types).keySet().stream().anyMatch(UNCHECKED::contains);
    }

    private static String name(TypeMirror type) {
        return type.getKind() == TypeKind.DECLARED
                ? ((TypeElement) ((DeclaredType) type).asElement())
                        .getQualifiedName()
                        .toString()
                : "";
    }
}
