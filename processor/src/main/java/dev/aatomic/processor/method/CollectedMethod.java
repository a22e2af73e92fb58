package dev.aatomic.processor.method;

import dev.aatomic.processor.declaration.Unchecked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;

/**
 * A method and everything it stands for.
 *
 * @param element the declaration that a call means
 * @param type its types, seen from the annotated type
 * @param others the other declarations, nearest first
 * @param exceptions what a call may throw
 * @param rival a declaration elsewhere that makes a call ambiguous, by another signature with the same meaning here
 * @param unchecked where the declarations agree only as far as raw types do
 */
public record CollectedMethod(
        ExecutableElement element,
        ExecutableType type,
        List<ExecutableElement> others,
        List<TypeMirror> exceptions,
        Optional<ExecutableElement> rival,
        Unchecked unchecked) {

    public List<ExecutableElement> declarations() {
        List<ExecutableElement> declarations = new ArrayList<>(others);
        declarations.add(0, element);
        return declarations;
    }
}
