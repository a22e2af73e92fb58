package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.method.MethodCollector;
import dev.aatomic.processor.type.Hierarchy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** Finds what an implementation has in place of default methods that generated classes leave to their interfaces. */
public final class DefaultOverrides {

    private final Elements elements;
    private final Predicate<TypeElement> compiled;

    /**
     * Makes one for a compilation.
     *
     * @param elements the compiler's elements
     * @param compiled whether a type has a source in this compilation
     */
    public DefaultOverrides(Elements elements, Predicate<TypeElement> compiled) {
        this.elements = elements;
        this.compiled = compiled;
    }

    /**
     * A method that a generated class would not call.
     *
     * @param method what the implementation has
     * @param overridden the default method
     * @param owner the interface or class of which the generated class was made
     */
    public record DefaultOverride(ExecutableElement method, ExecutableElement overridden, TypeElement owner) {}

    /**
     * Looks at a type. What it inherits from another source of this compilation shows there.
     *
     * @param type a type that may implement some of the interfaces
     * @param declarations the interfaces and classes, with what they declare
     * @return the methods, in the order of the source
     */
    public List<DefaultOverride> of(TypeElement type, Map<TypeElement, AatomicDeclaration> declarations) {
        List<TypeElement> supertypes = Hierarchy.of(type).types();
        if (supertypes.stream().noneMatch(declarations::containsKey)) {
            return List.of();
        }
        List<TypeElement> transactional =
                supertypes.stream().filter(Annotations::isTransactional).toList();
        List<DefaultOverride> overrides = new ArrayList<>();
        for (TypeElement owner : supertypes) {
            // It is made for the generated class of the nearest one.
            boolean nearest = transactional.stream().allMatch(each -> each.equals(owner) || !isSubtype(each, owner));
            if (nearest && !owner.equals(type) && declarations.containsKey(owner)) {
                for (TypeElement place : supertypes) {
                    boolean isOwn = place.equals(type)
                            || place.getKind() == ElementKind.CLASS
                                    && !(compiled.test(place) && isSubtype(place, owner));
                    if (isOwn && !isSubtype(owner, place)) {
                        addOverrides(place, type, declarations.get(owner), overrides);
                    }
                }
            }
        }
        return overrides;
    }

    private void addOverrides(
            TypeElement place, TypeElement type, AatomicDeclaration declaration, List<DefaultOverride> overrides) {
        for (ExecutableElement method : ElementFilter.methodsIn(place.getEnclosedElements())) {
            for (MethodDeclaration inherited : declaration.methods()) {
                if (inherited.inherited()
                        && MethodCollector.isCollected(method)
                        && !method.getModifiers().contains(Modifier.ABSTRACT)
                        && elements.overrides(method, inherited.element(), type)) {
                    overrides.add(new DefaultOverride(method, inherited.element(), declaration.type()));
                }
            }
        }
    }

    private static boolean isSubtype(TypeElement type, TypeElement parent) {
        return Hierarchy.of(type).types().contains(parent);
    }
}
