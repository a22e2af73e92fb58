package dev.aatomic.processor.declaration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;

/**
 * A method that callers of an interface can reach, as the annotated type sees it: the type arguments of a generic
 * superinterface are in place.
 *
 * @param element where it is declared
 * @param type its types
 * @param overridden the methods of other supertypes that it stands for as well, nearest first
 * @param exceptions what callers have to expect
 * @param rival a declaration in another superinterface that makes calls ambiguous
 * @param unchecked where its declarations agree only as far as raw types do
 * @param transactional whether it runs in a block
 * @param attributes what is written about the block
 * @param disagreements what its superinterfaces do not agree on
 * @param shape what it returns
 * @param row the adapter for what it returns, where the shape needs one
 * @param supportedForm the type to declare instead where the shape is not supported
 * @param inherited whether the generated class leaves it to the interface's own body, whose calls then go through its blocks
 */
public record MethodDeclaration(
        ExecutableElement element,
        ExecutableType type,
        List<ExecutableElement> overridden,
        List<TypeMirror> exceptions,
        Optional<ExecutableElement> rival,
        Unchecked unchecked,
        boolean transactional,
        WrittenAttributes attributes,
        List<Disagreement> disagreements,
        ReturnShape shape,
        Optional<ReturnTypeRow> row,
        Optional<String> supportedForm,
        boolean inherited) {

    /** Keeps copies of the lists. */
    public MethodDeclaration {
        overridden = List.copyOf(overridden);
        exceptions = List.copyOf(exceptions);
        disagreements = List.copyOf(disagreements);
    }

    /**
     * The method's name.
     *
     * @return the name
     */
    public String name() {
        return element.getSimpleName().toString();
    }

    /**
     * The same, left to the interface's own body.
     *
     * @return a method of which nothing is generated
     */
    public MethodDeclaration asInherited() {
        return new MethodDeclaration(
                element,
                type,
                overridden,
                exceptions,
                rival,
                unchecked,
                transactional,
                attributes,
                disagreements,
                shape,
                row,
                supportedForm,
                /* inherited= */ true);
    }

    /**
     * The exceptions that the generated class declares: what the body of an asynchronous block throws arrives through the
     * stage, or what is in its place.
     *
     * @return the throws clause
     */
    public List<TypeMirror> thrown() {
        return transactional && shape.isAsynchronous() ? List.of() : exceptions;
    }

    /**
     * The types that the generated class names in the method's signature.
     *
     * @return the types, in the order of the source
     */
    public List<TypeMirror> named() {
        return Stream.of(
                        type.getTypeVariables().stream().map(TypeVariable::getUpperBound),
                        Stream.of(type.getReturnType()),
                        type.getParameterTypes().stream(),
                        thrown().stream())
                .<TypeMirror>flatMap(types -> types)
                .toList();
    }

    /**
     * Whether the interface implements the method itself.
     *
     * @return true if it does
     */
    public boolean isDefault() {
        return element.isDefault();
    }

    /**
     * Whether it is the interface's own body that runs, as far as the annotated type shows.
     *
     * @return false if it has none, or a class has another
     */
    public boolean runsDefault() {
        return isDefault()
                && overridden.stream()
                        .noneMatch(other -> other.getEnclosingElement().getKind() == ElementKind.CLASS);
    }
}
