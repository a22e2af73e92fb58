package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AdapterMethod;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.AdapterReader;
import dev.aatomic.processor.read.AdapterScopes;
import dev.aatomic.processor.read.AnnotationValues;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.ReadableTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Checks the adapters that an annotation or the option names. */
public final class AdaptedByValidator {

    private final Elements elements;
    private final AdapterReader adapterReader;

    /**
     * Makes a validator for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     */
    public AdaptedByValidator(Elements elements, Types types) {
        this.elements = elements;
        this.adapterReader = new AdapterReader(elements, types);
    }

    /**
     * Checks an {@code @AdaptedBy}.
     *
     * @param place what has the annotation
     * @return its problems
     */
    public ValidationReport validate(Element place) {
        ValidationReport report = new ValidationReport(place);
        Map<String, AdapterMethod> known = new HashMap<>();
        for (WrittenValue value : AdapterScopes.values(place)) {
            BiConsumer<Problem, Object[]> problems = (problem, arguments) -> report.add(problem, value, arguments);
            Optional<TypeElement> adapters = AdapterScopes.classOf(value.value());
            if (adapters.isPresent()) {
                PackageElement here = elements.getPackageOf(place);
                validate("@AdaptedBy", adapters.get(), Optional.of(here), known, problems);
            } else {
                problems.accept(
                        Problem.NO_ADAPTER,
                        new Object[] {"@AdaptedBy", ReadableTypes.of(AnnotationValues.type(value.value())), "Drop it"});
            }
        }
        return report;
    }

    /** A problem that has no place in the source. */
    record OptionProblem(Problem problem, List<Object> arguments) {}

    /** Checks the classes that the option names. */
    List<OptionProblem> validate(List<TypeElement> classes, String option) {
        List<OptionProblem> found = new ArrayList<>();
        Map<String, AdapterMethod> known = new HashMap<>();
        for (TypeElement adapters : classes) {
            validate(
                    "Option '" + option + "'",
                    adapters,
                    Optional.empty(),
                    known,
                    (problem, arguments) -> found.add(new OptionProblem(problem, List.of(arguments))));
        }
        return found;
    }

    private void validate(
            String place,
            TypeElement adapters,
            Optional<PackageElement> here,
            Map<String, AdapterMethod> known,
            BiConsumer<Problem, Object[]> problems) {
        List<AdapterMethod> methods = adapterReader.read(adapters, here);
        if (methods.isEmpty()) {
            problems.accept(Problem.NO_ADAPTER, new Object[] {
                place, adapters.getQualifiedName(), "Annotate its adapter with @ReturnTypeAdapter, or drop it"
            });
        }
        for (AdapterMethod method : methods) {
            String name = ValidationReport.nameOf(method.element());
            method.fault()
                    .ifPresent(fault -> problems.accept(
                            Problem.ADAPTER_FORM, new Object[] {place, name, words(fault, method, here)}));
            Optional<AdapterMethod> other = method.row()
                    .map(ReturnTypeRow::type)
                    .flatMap(type -> Optional.ofNullable(known.putIfAbsent(type, method)));
            other.ifPresent(first -> problems.accept(Problem.DUPLICATE_ADAPTER, new Object[] {
                place,
                ReadableTypes.of(method.element().getReturnType()),
                ValidationReport.nameOf(first.element()),
                name
            }));
        }
    }

    private static String words(AdapterMethod.Fault fault, AdapterMethod method, Optional<PackageElement> here) {
        return switch (fault) {
            case NOT_STATIC -> "is not static. Add 'static'";
            case NOT_ACCESSIBLE ->
                here.map(each -> "is hidden from package '" + Accessibility.nameOf(each) + "'")
                                .orElse("is not public")
                        + ". Make it and its class public";
            case RETURN_TYPE ->
                "returns '" + ReadableTypes.of(method.element().getReturnType())
                        + "'. Let it return a class or interface other than CompletionStage and CompletableFuture, which"
                        + " need none";
            case SIGNATURE -> "has another form. Write '" + form(method) + "'";
        };
    }

    private static String form(AdapterMethod method) {
        TypeElement type = (TypeElement) ((DeclaredType) method.element().getReturnType()).asElement();
        List<String> variables = type.getTypeParameters().stream()
                .map(TypeParameterElement::getSimpleName)
                .map(Object::toString)
                .toList();
        String name = ReadableTypes.of(type.asType()).replaceFirst("<.*", "");
        String declared = variables.isEmpty() ? "" : "<" + String.join(", ", variables) + "> ";
        String body = variables.stream().map(each -> "? extends " + each).collect(Collectors.joining(", ", "<", ">"));
        return "static " + declared + name + declared.strip() + " "
                + method.element().getSimpleName() + "(Atomic atomic, CheckedSupplier<? extends " + name
                + body.replace("<>", "") + ", ?> body)";
    }
}
