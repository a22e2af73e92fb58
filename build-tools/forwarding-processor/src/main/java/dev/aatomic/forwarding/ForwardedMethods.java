package dev.aatomic.forwarding;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;

/** Finds the methods of an interface that a class lacks. */
final class ForwardedMethods {

    private final Types types;

    ForwardedMethods(Types types) {
        this.types = types;
    }

    /** In the order of their declaration, those of the interface itself before those that it inherits. */
    List<ExecutableElement> of(DeclaredType type, TypeElement implementation) {
        List<ExecutableElement> seen = new ArrayList<>();
        for (TypeElement ancestor = implementation; ancestor != null; ancestor = superclass(ancestor)) {
            for (ExecutableElement method : ElementFilter.methodsIn(ancestor.getEnclosedElements())) {
                if (!method.getModifiers().contains(Modifier.ABSTRACT)) {
                    seen.add(method);
                }
            }
        }
        List<ExecutableElement> methods = new ArrayList<>();
        collect(type, seen, methods);
        return methods;
    }

    private void collect(DeclaredType type, List<ExecutableElement> seen, List<ExecutableElement> methods) {
        Element element = type.asElement();
        for (ExecutableElement method : ElementFilter.methodsIn(element.getEnclosedElements())) {
            Set<Modifier> modifiers = method.getModifiers();
            if (!modifiers.contains(Modifier.STATIC)
                    && !modifiers.contains(Modifier.PRIVATE)
                    && seen.stream().noneMatch(other -> haveOneSignature(method, other))) {
                seen.add(method);
                methods.add(method);
            }
        }
        for (TypeMirror inherited : ((TypeElement) element).getInterfaces()) {
            collect((DeclaredType) inherited, seen, methods);
        }
    }

    private TypeElement superclass(TypeElement type) {
        return (TypeElement) types.asElement(type.getSuperclass());
    }

    private boolean haveOneSignature(ExecutableElement one, ExecutableElement other) {
        if (!one.getSimpleName().equals(other.getSimpleName())
                || one.getParameters().size() != other.getParameters().size()) {
            return false;
        }
        for (int i = 0; i < one.getParameters().size(); i++) {
            if (!types.isSameType(erasure(one, i), erasure(other, i))) {
                return false;
            }
        }
        return true;
    }

    private TypeMirror erasure(ExecutableElement method, int parameter) {
        return types.erasure(method.getParameters().get(parameter).asType());
    }
}
