package dev.aatomic.processor.read;

import dev.aatomic.processor.model.AatomicDeclaration;
import dev.aatomic.processor.model.MethodDeclaration;
import dev.aatomic.processor.read.AttributeReader.Reading;
import dev.aatomic.processor.read.MethodCollector.CollectedMethod;
import dev.aatomic.processor.read.ReturnReader.Returned;
import java.util.List;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads an interface: the step from the compiler's elements to a declaration. */
public final class DeclarationReader {

    private final MethodCollector methodCollector;
    private final AttributeReader attributeReader;
    private final ReturnReader returnReader;

    /**
     * Makes a reader for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     */
    public DeclarationReader(Elements elements, Types types) {
        this.methodCollector = new MethodCollector(elements, types);
        this.attributeReader = new AttributeReader(types);
        this.returnReader = new ReturnReader(types);
    }

    /**
     * Reads an interface whose types all exist.
     *
     * @param type the interface
     * @return what it declares
     */
    public AatomicDeclaration read(TypeElement type) {
        Hierarchy hierarchy = Hierarchy.of(type);
        List<MethodDeclaration> methods = methodCollector.collect(type, hierarchy).stream()
                .map(method -> read(method, hierarchy))
                .toList();
        return new AatomicDeclaration(type, hierarchy.types(), methods);
    }

    private MethodDeclaration read(CollectedMethod method, Hierarchy hierarchy) {
        Reading reading = attributeReader.read(method, hierarchy);
        Returned returned = returnReader.read(method.type().getReturnType());
        return new MethodDeclaration(
                method.element(),
                method.type(),
                method.others(),
                method.exceptions(),
                method.rival(),
                reading.transactional(),
                reading.attributes(),
                reading.disagreements(),
                returned.shape(),
                returned.supportedForm());
    }
}
