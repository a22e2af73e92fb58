package dev.aatomic.processor.validate;

import dev.aatomic.processor.option.ProcessorOption;
import dev.aatomic.processor.read.AdapterScopes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Reports what is wrong with adapters where they are named, once for all types that they hold for. By name: elements do not
 * outlive a round. Not safe for use by several threads.
 */
public final class AdapterPlaces {

    private static final String OPTION = ProcessorOption.ADAPTED_BY.key();

    private final Elements elements;
    private final AdapterScopes adapterScopes;
    private final AdaptedByValidator validator;
    private final ProblemPrinter problemPrinter;
    private final Predicate<Element> compiled;
    private final Map<String, Boolean> valid = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();

    /**
     * Makes one for a compilation.
     *
     * @param elements the compiler's elements
     * @param adapterScopes finds the places
     * @param validator checks one
     * @param problemPrinter prints the problems
     * @param compiled whether a type or package has a source in this compilation, where a problem can be shown
     */
    public AdapterPlaces(
            Elements elements,
            AdapterScopes adapterScopes,
            AdaptedByValidator validator,
            ProblemPrinter problemPrinter,
            Predicate<Element> compiled) {
        this.elements = elements;
        this.adapterScopes = adapterScopes;
        this.validator = validator;
        this.problemPrinter = problemPrinter;
        this.compiled = compiled;
    }

    /**
     * Checks the adapters of a type, and reports what was not reported yet.
     *
     * @param type a type whose adapters' types all exist
     * @return false if one is not as it must be, so that nothing can be said of the type's methods
     */
    public boolean areValid(TypeElement type) {
        boolean allValid = valid.computeIfAbsent(OPTION, key -> isOptionValid(type));
        for (Element place : AdapterScopes.places(type)) {
            if (compiled.test(place)) {
                allValid &= valid.computeIfAbsent(key(place), key -> isValid(place));
            }
        }
        return allValid;
    }

    /**
     * Reports names in the option that mean nothing, each once.
     *
     * @param type a type that waits for the classes of those names
     * @return whether there are such names
     */
    public boolean reportUnknown(TypeElement type) {
        List<String> names = adapterScopes.unknown(type);
        names.stream()
                .filter(unknown::add)
                .forEach(name -> problemPrinter.print(
                        Problem.OPTION,
                        OPTION,
                        "names of classes with commas between them, which the types can see",
                        name,
                        ""));
        return !names.isEmpty();
    }

    private boolean isOptionValid(TypeElement type) {
        var problems = validator.validate(adapterScopes.ofBuild(type), OPTION);
        problems.forEach(
                found -> problemPrinter.print(found.problem(), found.arguments().toArray()));
        return problems.isEmpty();
    }

    private boolean isValid(Element place) {
        ValidationReport report = validator.validate(place);
        problemPrinter.print(report);
        return !report.hasErrors();
    }

    private String key(Element place) {
        ModuleElement module = elements.getModuleOf(place);
        return module + " " + place.getKind() + " " + place;
    }
}
