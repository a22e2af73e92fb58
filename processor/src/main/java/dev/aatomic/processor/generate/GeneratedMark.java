package dev.aatomic.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Marks a class as generated, if the module it goes to can read the annotation: it lives in {@code java.compiler}. */
public final class GeneratedMark {

    /** The annotation. */
    public static final String GENERATED = "javax.annotation.processing.Generated";

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
        TypeElement generated = elements.getTypeElement(elements.getModuleOf(origin), GENERATED);
        return Optional.ofNullable(generated)
                .map(type -> AnnotationSpec.builder(ClassName.get(type))
                        .addMember("value", "$S", processorName)
                        .build());
    }
}
