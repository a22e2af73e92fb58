package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.type.Hierarchy;
import dev.aatomic.processor.type.ObjectMethods;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/**
 * Finds the default methods that a generated class does not override. Passed on to the delegate, the body of one would call the
 * delegate's other methods, around their blocks.
 */
final class InheritedDefaults {

    private InheritedDefaults() {}

    static List<MethodDeclaration> mark(List<MethodDeclaration> methods, Form form) {
        Set<Element> inBlocks = methods.stream()
                .filter(MethodDeclaration::transactional)
                .flatMap(method -> Stream.concat(Stream.of(method.element()), method.overridden().stream()))
                .map(Element::getEnclosingElement)
                .collect(Collectors.toSet());
        return methods.stream()
                .map(method -> isInherited(method, form, inBlocks) ? method.asInherited() : method)
                .toList();
    }

    private static boolean isInherited(MethodDeclaration method, Form form, Set<Element> inBlocks) {
        if (method.transactional() || ObjectMethods.isProtected(method.element())) {
            return false;
        }
        // Those that call nothing in a block stay with the implementation, which may do better: Iterable.forEach.
        return form == Form.DEFAULTS
                || method.runsDefault()
                        && Hierarchy.of((TypeElement) method.element().getEnclosingElement()).types().stream()
                                .anyMatch(inBlocks::contains);
    }
}
