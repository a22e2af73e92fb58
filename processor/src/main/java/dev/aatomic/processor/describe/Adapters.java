package dev.aatomic.processor.describe;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.descriptor.AdapterDescriptor;
import dev.aatomic.processor.descriptor.MethodDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** Knows the classes that have adapters. */
final class Adapters {

    private final Elements elements;

    Adapters(Elements elements) {
        this.elements = elements;
    }

    AdapterDescriptor describe(ReturnTypeRow row, TypeElement type) {
        return new AdapterDescriptor(find(row, type).map(ClassName::get), row.method());
    }

    /** The adapter that a method needs. */
    Stream<? extends Element> methods(MethodDeclaration method, TypeElement type) {
        Optional<ReturnTypeRow> row = method.row().filter(each -> method.transactional());
        Optional<TypeElement> adapters = row.flatMap(each -> find(each, type));
        return adapters.stream()
                .flatMap(each -> ElementFilter.methodsIn(each.getEnclosedElements()).stream())
                .filter(each ->
                        each.getSimpleName().contentEquals(row.orElseThrow().method()));
    }

    private Optional<TypeElement> find(ReturnTypeRow row, TypeElement type) {
        return row.adapter().map(name -> elements.getTypeElement(elements.getModuleOf(type), name));
    }

    /** A parameter hides the class of its name where that is called. */
    static Stream<String> hidingNames(List<MethodDescriptor> methods) {
        return methods.stream()
                .filter(method -> method.block()
                        .flatMap(block -> block.adapter())
                        .flatMap(AdapterDescriptor::type)
                        .isPresent())
                .flatMap(method -> method.parameters().stream())
                .map(ParameterSpec::name);
    }
}
