package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import dev.aatomic.processor.component.ComponentModel.Requirement;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.read.AnnotationSpecs;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.BeanMarks;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;

/** The annotations that several containers share. */
final class BeanAnnotations {

    static final Requirement INJECT = new Requirement("jakarta.inject.Inject", "jakarta.inject:jakarta.inject-api");

    static final AnnotationSpec SINGLETON = of("jakarta.inject", "Singleton");

    private BeanAnnotations() {}

    static AnnotationSpec of(String packageName, String simpleName) {
        return AnnotationSpec.builder(ClassName.get(packageName, simpleName)).build();
    }

    /** What makes the container call the constructor. */
    static List<AnnotationSpec> inject() {
        return List.of(of("jakarta.inject", "Inject"));
    }

    /** An interface's implementation is the one so marked; a class is its own mark. */
    static List<AnnotationSpec> delegateOf(AatomicDeclaration declaration) {
        return declaration.form() == Form.INTERFACE
                ? List.of(AnnotationSpec.builder(ClassName.bestGuess(Annotations.AATOMIC_DELEGATE))
                        .build())
                : List.of();
    }

    /** What says which of several beans the generated class is. */
    static List<AnnotationSpec> qualifiersOf(AatomicDeclaration declaration) {
        return specs(BeanMarks.qualifiers(declaration.type()));
    }

    /** What says which of several beans the generated class is, and when it is there. */
    static List<AnnotationSpec> marksOf(AatomicDeclaration declaration) {
        return concat(qualifiersOf(declaration), specs(BeanMarks.conditions(declaration.type())));
    }

    static List<AnnotationSpec> specs(Collection<AnnotationMirror> annotations) {
        return annotations.stream().map(AnnotationSpecs::of).toList();
    }

    static List<AnnotationSpec> concat(List<AnnotationSpec> first, List<AnnotationSpec> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
