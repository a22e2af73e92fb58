package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.AdapterMethod;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.MissingTypes.Missing;
import dev.aatomic.processor.type.Hierarchy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Finds the adapters that hold for a type: by {@code @AdaptedBy}, and by the option. */
public final class AdapterScopes {

    private final Elements elements;
    private final AdapterReader adapterReader;
    private final List<String> ofBuild;

    /**
     * Makes one for a compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     * @param ofBuild the classes that the option names
     */
    public AdapterScopes(Elements elements, Types types, List<String> ofBuild) {
        this.elements = elements;
        this.adapterReader = new AdapterReader(elements, types);
        this.ofBuild = List.copyOf(ofBuild);
    }

    /**
     * Finds where adapters for a type may be named.
     *
     * @param type the type
     * @return the types and packages with {@code @AdaptedBy}, the nearest first
     */
    public static Set<Element> places(TypeElement type) {
        Set<Element> places = new LinkedHashSet<>();
        for (TypeElement each : Hierarchy.of(type).types()) {
            Element place = each;
            while (place instanceof TypeElement || place instanceof PackageElement) {
                if (annotation(place).isPresent()) {
                    places.add(place);
                }
                place = place.getEnclosingElement();
            }
        }
        return places;
    }

    /**
     * What an {@code @AdaptedBy} says.
     *
     * @param place what has the annotation
     * @return its values, in the order of the source
     */
    public static List<WrittenValue> values(Element place) {
        return annotation(place).stream()
                .flatMap(annotation -> values(annotation).map(value -> new WrittenValue(place, annotation, value, 0)))
                .toList();
    }

    private static Optional<AnnotationMirror> annotation(Element place) {
        return Annotations.find(place, Annotations.ADAPTED_BY);
    }

    private static Stream<AnnotationValue> values(AnnotationMirror annotation) {
        return Annotations.written(annotation, "value").stream()
                .flatMap(value -> value.getValue() instanceof List<?>
                        ? AnnotationValues.elements(value).stream()
                        : Stream.of(value))
                // Eclipse shows values of the wrong type as well, before it complains of them.
                .filter(value -> value.getValue() instanceof TypeMirror);
    }

    /**
     * The class that a value names.
     *
     * @param value a value of {@code @AdaptedBy}
     * @return the class; empty for a primitive type or an array
     */
    public static Optional<TypeElement> classOf(AnnotationValue value) {
        return value.getValue() instanceof DeclaredType type
                ? Optional.of((TypeElement) type.asElement())
                : Optional.empty();
    }

    /**
     * The classes that the option names.
     *
     * @param type a type that they are for
     * @return those that its module can see
     */
    public List<TypeElement> ofBuild(TypeElement type) {
        return ofBuild.stream().flatMap(name -> find(name, type).stream()).toList();
    }

    /**
     * The names in the option that mean nothing.
     *
     * @param type a type that they are for
     * @return the names of no class that its module can see
     */
    public List<String> unknown(TypeElement type) {
        return ofBuild.stream().filter(name -> find(name, type).isEmpty()).toList();
    }

    private Optional<TypeElement> find(String name, TypeElement type) {
        ModuleElement module = elements.getModuleOf(type);
        return Optional.ofNullable(
                module == null ? elements.getTypeElement(name) : elements.getTypeElement(module, name));
    }

    /**
     * Finds a type that the adapters for a type refer to and that does not exist: not yet, perhaps.
     *
     * @param type the type
     * @param compiled whether a type or package has a source in this compilation
     * @return the first; empty if nothing is missing
     */
    public Optional<Missing> missing(TypeElement type, Predicate<Element> compiled) {
        Stream<Missing> inAnnotations = places(type).stream()
                .flatMap(place -> annotation(place).stream()
                        .flatMap(MissingTypes::findInValues)
                        .map(text -> new Missing(text + " in @AdaptedBy of '" + place + "'", compiled.test(place))));
        Stream<Missing> inOption = unknown(type).stream()
                .map(name -> new Missing("'" + name + "' in the option 'aatomic.adaptedBy'", /* inSource= */ false));
        Stream<Missing> inAdapters = classes(type)
                .flatMap(adapters -> AdapterReader.methods(adapters).stream()
                        .flatMap(MissingTypes::findInSignature)
                        .map(text -> new Missing(text, compiled.test(adapters))));
        return Stream.of(inAnnotations, inOption, inAdapters)
                .flatMap(missing -> missing)
                .findFirst();
    }

    private Stream<TypeElement> classes(TypeElement type) {
        return Stream.concat(
                places(type).stream()
                        .flatMap(place -> values(place).stream())
                        .flatMap(value -> classOf(value.value()).stream()),
                ofBuild(type).stream());
    }

    AdapterScope of(TypeElement type) {
        Optional<PackageElement> here = Optional.of(elements.getPackageOf(type));
        List<ReturnTypeRow> rows = classes(type)
                .flatMap(adapters -> adapterReader.read(adapters, here).stream())
                .map(AdapterMethod::row)
                .flatMap(Optional::stream)
                .toList();
        return new AdapterScope(rows);
    }
}
