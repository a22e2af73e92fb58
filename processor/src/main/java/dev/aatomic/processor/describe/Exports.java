package dev.aatomic.processor.describe;

import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.TypeWalker;
import java.lang.annotation.Documented;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.ModuleElement.ExportsDirective;
import javax.lang.model.element.ModuleElement.RequiresDirective;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** Knows what javac's warning {@code exports} is about: a class that a module exports shows a type that it does not. */
final class Exports {

    private final Elements elements;

    Exports(Elements elements) {
        this.elements = elements;
    }

    /** Whether the package of a type is exported. */
    boolean isExported(TypeElement type) {
        return directive(type).isPresent();
    }

    /** Whether the generated class of a type shows one of the types that it names to readers who may not know it. */
    boolean isAnyUnknown(List<? extends TypeMirror> shown, TypeElement type) {
        boolean[] unknown = {false};
        TypeWalker.walkAll(shown, each -> unknown[0] |= isUnknown((TypeElement) each.asElement(), type));
        return unknown[0];
    }

    /** The same for what a class implements, of which only the type arguments need be public. */
    boolean isParentUnknown(DeclaredType parent, TypeElement type) {
        return isAnyUnknown(parent.getTypeArguments(), type)
                || isShown(type) && !isPassedOn((TypeElement) parent.asElement(), type);
    }

    /** The same for an annotation: javac looks at what is documented. */
    boolean isUnknown(AnnotationMirror annotation, TypeElement type) {
        Element annotationType = annotation.getAnnotationType().asElement();
        return Annotations.find(annotationType, Documented.class.getName()).isPresent()
                && !CarriedAnnotations.allTypes(annotation, each -> !isUnknown(each, type));
    }

    /** The same for an annotation without parts of which only the name is known; not if the module cannot read it. */
    boolean isUnknown(String annotation, TypeElement type) {
        TypeElement element = elements.getTypeElement(elements.getModuleOf(type), annotation);
        return element != null && isUnknown(element, type);
    }

    private boolean isUnknown(TypeElement used, TypeElement type) {
        return isShown(type) && !(isReachable(used) && isPassedOn(used, type));
    }

    private boolean isShown(TypeElement type) {
        return Accessibility.isPublic(type)
                && directive(type)
                        .filter(directive -> directive.getTargetModules() == null)
                        .isPresent();
    }

    private Optional<ExportsDirective> directive(TypeElement type) {
        PackageElement here = elements.getPackageOf(type);
        return ElementFilter.exportsIn(elements.getModuleOf(type).getDirectives()).stream()
                .filter(directive -> directive.getPackage().equals(here))
                .findFirst();
    }

    private static boolean isReachable(TypeElement used) {
        return Stream.<Element>iterate(used, each -> each instanceof TypeElement, Element::getEnclosingElement)
                .map(Element::getModifiers)
                .allMatch(each -> each.contains(Modifier.PUBLIC) || each.contains(Modifier.PROTECTED));
    }

    private boolean isPassedOn(TypeElement used, TypeElement type) {
        ModuleElement module = elements.getModuleOf(used);
        return directive(used)
                        .filter(directive -> directive.getTargetModules() == null)
                        .isPresent()
                && (module.getQualifiedName().contentEquals("java.base")
                        || isPassedOn(module, elements.getModuleOf(type), new HashSet<>()));
    }

    private static boolean isPassedOn(ModuleElement used, ModuleElement by, Set<ModuleElement> seen) {
        return used.equals(by)
                || seen.add(by)
                        && ElementFilter.requiresIn(by.getDirectives()).stream()
                                .filter(RequiresDirective::isTransitive)
                                .anyMatch(directive -> isPassedOn(used, directive.getDependency(), seen));
    }
}
