package dev.aatomic.processor.describe;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;

/** Names parameters as the interface does: {@code class_} where that is in another language, where it can be {@code class}. */
final class ParameterNames {

    private ParameterNames() {}

    static List<String> of(ExecutableElement method) {
        List<String> given = method.getParameters().stream()
                .map(VariableElement::getSimpleName)
                .map(Object::toString)
                .toList();
        List<String> names = new ArrayList<>();
        for (String name : given) {
            names.add(SourceVersion.isName(name) ? name : legalName(name, given, names));
        }
        return names;
    }

    private static String legalName(String name, List<String> given, List<String> names) {
        String candidate = SourceVersion.isIdentifier(name) ? name + "_" : "arg" + names.size();
        while (given.contains(candidate) || names.contains(candidate)) {
            candidate += "_";
        }
        return candidate;
    }
}
