package dev.aatomic.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import dev.aatomic.processor.descriptor.GeneratedName;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Marks a class as generated, if the module it goes to can read the annotation. */
public final class GeneratedMark {

    private final Elements elements;
    private final String processorName;

    /**
     * Makes a mark for one compilation.
     *
     * @param elements the compiler's elements
     * @param processorName the name of what generates
     */
    public GeneratedMark(Elements elements, String processorName) {
        this.elements = elements;
        this.processorName = processorName;
    }

    /**
     * The annotation for a generated class.
     *
     * @param origin the interface, in whose module the class is going to be
     * @return the annotation; empty if the module cannot read it
     */
    Optional<AnnotationSpec> of(TypeElement origin) {
        TypeElement generated = elements.getTypeElement(elements.getModuleOf(origin), GeneratedName.MARK);
        return Optional.ofNullable(generated)
                .map(type -> AnnotationSpec.builder(ClassName.get(type))
                        .addMember("value", "$S", processorName)
                        .build());
    }
}
